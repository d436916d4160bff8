//! Release A on the database at a path.

use std::path::PathBuf;
use std::process::ExitCode;

use plan_limits::served::serve;

fn main() -> ExitCode {
    let Some(database) = std::env::args_os().nth(1) else {
        eprintln!("usage: release_a DATABASE");
        return ExitCode::FAILURE;
    };
    match serve(
        &PathBuf::from(database),
        plan_limits::a::request,
        "release_a",
    ) {
        Ok(served) => {
            println!("{served:?}");
            ExitCode::from(u8::from(served.failed > 0))
        }
        Err(error) => {
            eprintln!("release_a: {error}");
            ExitCode::FAILURE
        }
    }
}
