//! The faults in the fields of a form.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use super::{TAKEN, UniqueKeys};

type Text = Cow<'static, str>;

/// The faults of the fields of a form, for the answer to it: HTTP's 422.
///
/// Made of a violated key, it has "already taken" for each field of the key: which of them the
/// form shows, and the user can change, is known to the form only. A key without a field, as some
/// expressions are, has it for the whole row: the field [`ROW`](Self::ROW).
///
/// With the feature `serde` it serializes as `{"email": ["already taken"]}`.
///
/// ```
#[doc = include_str!("../../doc/setup.rs")]
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let conn = &mut connection()?;
/// use camshaft::FieldErrors;
///
/// fn rename(conn: &mut SqliteConnection, user: &User, email: &str) -> Result<(), FieldErrors> {
///     let mut errors = FieldErrors::new();
///     if !email.contains('@') {
///         errors.add("email", "is no address");
///     }
///     let changed = diesel::update(users::table.find(user.id))
///         .set(users::email.eq(email))
///         .execute(conn);
///     if let Err(error) = changed {
///         let violated = User::unique_violation(&error);
///         errors.merge(violated.expect("an error that no user can mend"));
///     }
///     errors.into_result()
/// }
///
/// let ada: User = users::table.select(User::as_select()).first(conn)?;
/// let errors = rename(conn, &ada, "bob@example.org").unwrap_err();
/// assert_eq!(errors.of("email"), ["already taken"]);
/// assert_eq!(errors.to_string(), "email: already taken");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldErrors {
    messages: BTreeMap<Text, Vec<Text>>,
}

impl FieldErrors {
    /// The field of messages that concern no single one.
    pub const ROW: &'static str = "";

    /// Creates the faults without a message.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            messages: BTreeMap::new(),
        }
    }

    /// Creates the faults with a message of your own for each field of a violated key.
    ///
    /// ```
    #[doc = include_str!("../../doc/setup.rs")]
    /// # fn main() {
    /// use camshaft::FieldErrors;
    ///
    /// let errors = FieldErrors::because(UserUnique::Email, "belongs to somebody else");
    /// assert_eq!(errors.of("email"), ["belongs to somebody else"]);
    /// # }
    /// ```
    #[must_use]
    pub fn because<K: UniqueKeys>(violated: K, message: impl Into<Cow<'static, str>>) -> Self {
        let (mut errors, message) = (Self::new(), message.into());
        let fields = match violated.fields() {
            [] => &[Self::ROW],
            fields => fields,
        };
        for field in fields {
            errors.add(*field, message.clone());
        }
        errors
    }

    /// Adds a message for a field, unless it has it already.
    pub fn add(
        &mut self,
        field: impl Into<Cow<'static, str>>,
        message: impl Into<Cow<'static, str>>,
    ) {
        let messages = self.messages.entry(field.into()).or_default();
        let message = message.into();
        if !messages.contains(&message) {
            messages.push(message);
        }
    }

    /// Adds the messages of others: of a violated key, too.
    pub fn merge(&mut self, others: impl Into<Self>) {
        for (field, messages) in others.into().messages {
            for message in messages {
                self.add(field.clone(), message);
            }
        }
    }

    /// Returns true without a fault.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.messages.is_empty()
    }

    /// Returns the faults as an error, or `Ok` without a fault. A check ends with it.
    ///
    /// ```
    /// use camshaft::FieldErrors;
    ///
    /// fn checked(name: &str) -> Result<&str, FieldErrors> {
    ///     let mut errors = FieldErrors::new();
    ///     if name.is_empty() {
    ///         errors.add("name", "is empty");
    ///     }
    ///     errors.into_result()?;
    ///     Ok(name)
    /// }
    ///
    /// assert_eq!(checked("Ada").unwrap(), "Ada");
    /// assert_eq!(checked("").unwrap_err().to_string(), "name: is empty");
    /// ```
    ///
    /// # Errors
    ///
    /// The messages.
    pub fn into_result(self) -> Result<(), Self> {
        if self.is_empty() { Ok(()) } else { Err(self) }
    }

    /// Returns the messages of a field.
    #[must_use]
    pub fn of(&self, field: &str) -> &[Cow<'static, str>] {
        self.messages.get(field).map_or(&[], Vec::as_slice)
    }

    /// Returns each field with its messages, in order of the fields' names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[Cow<'static, str>])> {
        let messages = self.messages.iter();
        messages.map(|(field, messages)| (field.as_ref(), messages.as_slice()))
    }
}

impl<K: UniqueKeys> From<K> for FieldErrors {
    fn from(violated: K) -> Self {
        Self::because(violated, TAKEN)
    }
}

/// `email: already taken; slug: already taken`
impl fmt::Display for FieldErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let each = self.iter().flat_map(|(field, messages)| {
            let messages = messages.iter();
            messages.map(move |message| (field, message))
        });
        for (at, (field, message)) in each.enumerate() {
            let separator = if at == 0 { "" } else { "; " };
            match field {
                Self::ROW => write!(f, "{separator}{message}")?,
                field => write!(f, "{separator}{field}: {message}")?,
            }
        }
        Ok(())
    }
}

impl std::error::Error for FieldErrors {}

#[cfg(feature = "serde")]
impl serde::Serialize for FieldErrors {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serde::Serialize::serialize(&self.messages, serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::FieldErrors;

    #[test]
    fn a_message_is_given_once() {
        let mut errors = FieldErrors::new();
        assert!(errors.is_empty() && errors.of("slug").is_empty());
        errors.add("slug", "taken");
        errors.merge(errors.clone());
        errors.add("slug", "too short");
        errors.add(FieldErrors::ROW, "wrong".to_owned());
        assert_eq!(errors.of("slug"), ["taken", "too short"]);
        assert_eq!(errors.to_string(), "wrong; slug: taken; slug: too short");
        assert_eq!(errors.iter().count(), 2);
    }
}
