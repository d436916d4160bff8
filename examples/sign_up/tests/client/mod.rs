//! The service, listening on a port of its own, and a client of it.

use axum::body::Body;
use axum::http::{Method, Request, header};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use sign_up::database::Database;
use sign_up::routes::service;
use tokio::net::TcpListener;

/// The status and the body of an answer.
pub(crate) type Answer = (u16, String);

/// A running service.
pub(crate) struct Service {
    address: String,
    client: Client<HttpConnector, Body>,
}

impl Service {
    /// Starts the service, which ends with the test's runtime.
    pub(crate) async fn start(database: impl Database) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async { axum::serve(listener, service(database)).await });
        let client = Client::builder(TokioExecutor::new()).build_http();
        Self { address, client }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, String::new()).await
    }

    pub(crate) async fn post(&self, path: &str, body: impl ToString) -> Answer {
        self.send(Method::POST, path, body.to_string()).await
    }

    pub(crate) async fn put(&self, path: &str, body: impl ToString) -> Answer {
        self.send(Method::PUT, path, body.to_string()).await
    }

    async fn send(&self, method: Method, path: &str, body: String) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.address))
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body))
            .unwrap();
        let answer = self.client.request(request).await.unwrap();
        let status = answer.status().as_u16();
        let body = axum::body::to_bytes(Body::new(answer.into_body()), usize::MAX);
        let body = String::from_utf8(body.await.unwrap().into()).unwrap();
        (status, body)
    }
}
