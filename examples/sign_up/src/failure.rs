//! The answer to a request that failed: what the user can mend, and nothing of the rest.

use std::error::Error;

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use camshaft::FieldErrors;
use serde::Serialize;

/// The reason why a request failed.
#[derive(Debug)]
pub enum Failure {
    /// The status 422: these fields are invalid.
    Fields(FieldErrors),
    /// The status 404: the user does not exist.
    UnknownUser,
    /// The status 503: no connection is free, or the database lacks what was proven.
    Unavailable(Box<dyn Error + Send + Sync>),
    /// The status 500: an error of the database, or a bug.
    Server(camshaft::Error),
}

impl From<FieldErrors> for Failure {
    fn from(errors: FieldErrors) -> Self {
        Self::Fields(errors)
    }
}

impl From<camshaft::Error> for Failure {
    fn from(error: camshaft::Error) -> Self {
        match error {
            // The row was to be created, and the foreign key of its key found no user.
            camshaft::Error::ParentMissing { .. } => Self::UnknownUser,
            error => Self::Server(error),
        }
    }
}

/// The body `{"errors": {"email": ["already taken"]}}`.
#[derive(Serialize)]
struct Errors {
    errors: FieldErrors,
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let status = match self {
            Self::Fields(errors) => {
                return (StatusCode::UNPROCESSABLE_ENTITY, Json(Errors { errors })).into_response();
            }
            Self::UnknownUser => StatusCode::NOT_FOUND,
            Self::Unavailable(error) => {
                eprintln!("sign_up: {error}");
                StatusCode::SERVICE_UNAVAILABLE
            }
            // Messages of a database hold SQL and values: they are for the log only.
            Self::Server(error) => {
                eprintln!("sign_up: {error}");
                StatusCode::INTERNAL_SERVER_ERROR
            }
        };
        status.into_response()
    }
}
