//! The answers of the service, and the rows in the database afterwards: written once, for each server.

use std::collections::BTreeMap;

use diesel::dsl::sql;
use diesel::sql_types::BigInt;
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use futures_util::future::join;
use futures_util::stream::{self, StreamExt};
use serde_json::json;

use crate::backend::Fresh;
use crate::client::{Answer, Service};

const TAKEN: &str = r#"{"errors":{"email":["already taken"]}}"#;

impl Fresh {
    async fn apply(&self, statements: &str) {
        let mut conn = self.pool.get().await.unwrap();
        conn.batch_execute(statements).await.unwrap();
    }

    async fn count(&self, table: &str) -> i64 {
        let mut conn = self.pool.get().await.unwrap();
        let count = diesel::select(sql::<BigInt>(&format!("(SELECT count(*) FROM {table})")));
        count.get_result(&mut *conn).await.unwrap()
    }

    /// Returns the number of users and of their details.
    async fn counts(&self) -> (i64, i64) {
        (self.count("users").await, self.count("user_details").await)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_burst_for_one_address_one_sign_up_succeeds() {
    let database = Fresh::create().await;
    let service = Service::start(database.pool.clone()).await;
    let sign_up = |nth: u16| {
        let user = json!({"email": "ada@example.org", "name": format!("Ada {nth}")});
        let service = &service;
        async move { service.post("/users", user).await }
    };
    let answers: Vec<Answer> = stream::iter(0..500)
        .map(sign_up)
        .buffer_unordered(10)
        .collect()
        .await;
    let mut statuses = BTreeMap::new();
    for (status, body) in answers {
        *statuses.entry(status).or_insert(0) += 1;
        assert!(status == 201 || body == TAKEN, "{status}: {body}");
    }
    assert_eq!(statuses, BTreeMap::from([(201, 1), (422, 499)]));
    assert_eq!(database.counts().await, (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn users_sign_up_with_their_detail() {
    let database = Fresh::create().await;
    let service = Service::start(database.pool.clone()).await;
    let user = json!({"email": " Ada@Example.org", "name": "Ada"});
    let created = json!({"id": 1, "email": "ada@example.org", "name": "Ada"});
    let (status, body) = service.post("/users", user).await;
    assert_eq!((status, parsed(&body)), (201, created));
    assert_eq!(database.counts().await, (1, 1));
    let detail = json!({"user_id": 1, "onboarding_status": "invited"});
    let (status, body) = service.get("/users/1/detail").await;
    assert_eq!((status, parsed(&body)), (200, detail));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_detail_that_is_missing_is_created_by_one_of_two_readers() {
    let database = Fresh::create().await;
    let service = Service::start(database.pool.clone()).await;
    for id in 1..=25 {
        let user = format!("INSERT INTO users VALUES ({id}, 'user{id}@example.org', 'Ada')");
        database.apply(&user).await;
        let path = format!("/users/{id}/detail");
        let detail = json!({"user_id": id, "onboarding_status": null});
        let (first, second) = join(service.get(&path), service.get(&path)).await;
        for (status, body) in [first, second] {
            assert_eq!((status, parsed(&body)), (200, detail.clone()));
        }
        assert_eq!(database.counts().await, (id, id));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_detail_is_changed_whether_it_is_there_or_not() {
    let database = Fresh::create().await;
    let service = Service::start(database.pool.clone()).await;
    let user = "INSERT INTO users VALUES (1, 'ada@example.org', 'Ada')";
    database.apply(user).await;
    for status in [json!("profile"), json!("done"), json!(null)] {
        let changes = json!({"onboarding_status": status});
        let detail = json!({"user_id": 1, "onboarding_status": status});
        let (status, body) = service.put("/users/1/detail", changes).await;
        assert_eq!((status, parsed(&body)), (200, detail.clone()));
        let (status, body) = service.get("/users/1/detail").await;
        assert_eq!((status, parsed(&body)), (200, detail));
    }
    assert_eq!(database.counts().await, (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_input_is_reported_by_field_and_stores_nothing() {
    let database = Fresh::create().await;
    let service = Service::start(database.pool.clone()).await;
    let long = "@".repeat(255);
    let (bad_email, bad_name) = (json!(["is no address"]), json!(["is no name"]));
    let cases = [
        (json!({}), json!({"email": bad_email, "name": bad_name})),
        (
            json!({"email": "ada", "name": "Ada"}),
            json!({"email": bad_email}),
        ),
        (
            json!({"email": long, "name": "Ada"}),
            json!({"email": bad_email}),
        ),
        (
            json!({"email": "a@b", "name": " "}),
            json!({"name": bad_name}),
        ),
        (
            json!({"email": "a@b", "name": "\0"}),
            json!({"name": bad_name}),
        ),
    ];
    for (user, errors) in cases {
        let (status, body) = service.post("/users", &user).await;
        let told = (status, parsed(&body));
        assert_eq!(told, (422, json!({"errors": errors})), "{user}");
    }
    assert_eq!(service.post("/users", "{").await.0, 400);
    assert_eq!(service.get("/users/ada/detail").await.0, 400);
    let changes = json!({"onboarding_status": "\0"});
    assert_eq!(service.put("/users/1/detail", changes).await.0, 422);
    assert_eq!(database.counts().await, (0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_user_has_no_detail() {
    let database = Fresh::create().await;
    let service = Service::start(database.pool.clone()).await;
    let changes = json!({"onboarding_status": "done"});
    assert_eq!(service.get("/users/1/detail").await.0, 404);
    assert_eq!(service.put("/users/1/detail", changes).await.0, 404);
    assert_eq!(database.counts().await, (0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_shows_nothing_and_stores_nothing() {
    let database = Fresh::create().await;
    let service = Service::start(database.pool.clone()).await;
    database.apply("DROP TABLE user_details").await;
    let user = json!({"email": "ada@example.org", "name": "Ada"});
    let nothing = (500, String::new());
    assert_eq!(service.post("/users", user).await, nothing);
    assert_eq!(service.get("/users/1/detail").await, nothing);
    assert_eq!(database.count("users").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn health_is_whether_a_connection_can_be_had() {
    let database = Fresh::create().await;
    let service = Service::start(database.pool.clone()).await;
    assert_eq!(service.get("/health").await.0, 200);
    let mut held = Vec::new();
    for _ in 0..database.pool.status().max_size {
        held.push(database.pool.get().await.unwrap());
    }
    assert_eq!(service.get("/health").await.0, 503);
    drop(held);
    assert_eq!(service.get("/health").await.0, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_without_what_was_proven_takes_no_requests() {
    let database = Fresh::create().await;
    let service = Service::start(database.pool.clone()).await;
    database.apply("DROP TABLE user_details").await;
    assert_eq!(service.get("/health").await, (503, String::new()));
}

#[tokio::test(flavor = "multi_thread")]
async fn catalog_is_current() {
    let database = Fresh::create().await;
    let mut conn = database.pool.get().await.unwrap();
    let checked = camshaft::catalog::check_async(&mut *conn, sign_up::catalog::CATALOG).await;
    checked.unwrap();
}

fn parsed(body: &str) -> serde_json::Value {
    serde_json::from_str(body).unwrap_or_else(|_| panic!("no JSON: {body}"))
}
