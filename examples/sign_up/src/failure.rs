//! The answer to a request that failed: what the user can mend, and nothing of the rest.

use std::error::Error;

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use camshaft::FieldErrors;
use serde::Serialize;

/// Why a request failed.
#[derive(Debug)]
pub enum Failure {
    /// 422: something is wrong with these fields.
    Fields(FieldErrors),
    /// 404: there is no such user.
    UnknownUser,
    /// 503: no connection could be had, or the database does not keep what was proven.
    Unavailable(Box<dyn Error + Send + Sync>),
    /// 500: the database, or a bug.
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

/// `{"errors": {"email": ["already taken"]}}`
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
