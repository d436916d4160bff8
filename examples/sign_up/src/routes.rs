//! The routes: from HTTP to the functions of [`accounts`], and back.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};

use crate::accounts;
use crate::database::Database;
use crate::failure::Failure;
use crate::models::{DetailChanges, NewUser, User, UserDetail};

/// Builds the service on a database.
pub fn service<D: Database>(database: D) -> Router {
    Router::new()
        .route("/health", get(health::<D>))
        .route("/users", post(sign_up::<D>))
        .route(
            "/users/{id}/detail",
            get(detail::<D>).put(change_detail::<D>),
        )
        .with_state(database)
}

async fn sign_up<D: Database>(
    State(database): State<D>,
    Json(new): Json<NewUser>,
) -> Result<(StatusCode, Json<User>), Failure> {
    let new = new.checked()?;
    let mut conn = database.connection().await?;
    let user = accounts::sign_up(&mut *conn, &new).await?;
    Ok((StatusCode::CREATED, Json(user)))
}

async fn detail<D: Database>(
    State(database): State<D>,
    Path(user): Path<i64>,
) -> Result<Json<UserDetail>, Failure> {
    let mut conn = database.connection().await?;
    Ok(Json(accounts::detail(&mut *conn, user).await?))
}

async fn change_detail<D: Database>(
    State(database): State<D>,
    Path(user): Path<i64>,
    Json(changes): Json<DetailChanges>,
) -> Result<Json<UserDetail>, Failure> {
    let changes = changes.checked()?;
    let mut conn = database.connection().await?;
    let detail = accounts::change_detail(&mut *conn, user, changes).await?;
    Ok(Json(detail))
}

/// Returns 200 if requests can be served.
async fn health<D: Database>(State(database): State<D>) -> Result<StatusCode, Failure> {
    let mut conn = database.connection().await?;
    accounts::ready(&mut *conn).await?;
    Ok(StatusCode::OK)
}
