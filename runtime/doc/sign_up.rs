enum SignUp {
    EmailTaken,
    Database(diesel::result::Error),
}

impl From<diesel::result::Error> for SignUp {
    fn from(error: diesel::result::Error) -> Self {
        Self::Database(error)
    }
}

impl camshaft::DieselCause for SignUp {
    fn diesel_cause(&self) -> Option<&diesel::result::Error> {
        match self {
            Self::Database(error) => error.diesel_cause(),
            Self::EmailTaken => None,
        }
    }
}

