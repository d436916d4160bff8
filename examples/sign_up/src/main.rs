//! Serves sign-ups: on PostgreSQL when `DATABASE_URL` is set, otherwise on `sign_up.sqlite`.

use std::error::Error;
use std::path::Path;

use axum::Router;
use sign_up::database;
use sign_up::routes::service;
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let service: Router = match std::env::var("DATABASE_URL") {
        Ok(url) => service(database::postgres(&url).await?),
        Err(_) => service(database::sqlite(Path::new("sign_up.sqlite")).await?),
    };
    let listener = TcpListener::bind("127.0.0.1:3000").await?;
    println!("listening on http://{}", listener.local_addr()?);
    axum::serve(listener, service).await?;
    Ok(())
}
