//! A command that is held up, so that something can happen meanwhile.

use std::io::Read as _;
use std::path::Path;
use std::process::{Child, Output, Stdio};
use std::time::{Duration, Instant};

use crate::support::command::camshaft;

/// A command on its way.
pub(crate) struct Held(Child);

/// Longer than anything takes.
const PATIENCE: Duration = Duration::from_secs(60);

impl Held {
    pub(crate) fn start(folder: &Path, url: &str, args: &str) -> Self {
        let mut command = camshaft(folder, url);
        command.args(args.split(' ')).stdin(Stdio::null());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        Self(command.spawn().expect("camshaft starts"))
    }

    /// Ctrl-C.
    #[cfg(unix)]
    pub(crate) fn interrupt(&self) {
        let id = self.0.id().to_string();
        let sent = std::process::Command::new("kill")
            .args(["-INT", &id])
            .status();
        assert!(sent.expect("kill runs").success());
    }

    pub(crate) fn goes_on(&mut self) -> bool {
        self.0.try_wait().expect("a process").is_none()
    }

    /// Fails if it ends within a moment.
    pub(crate) fn assert_goes_on(&mut self) {
        std::thread::sleep(Duration::from_millis(300));
        if !self.goes_on() {
            let mut err = String::new();
            let mut stderr = self.0.stderr.take().expect("a pipe");
            stderr.read_to_string(&mut err).expect("UTF-8");
            panic!("it ended: {err}");
        }
    }

    pub(crate) fn end(self) -> Ended {
        let output = self.0.wait_with_output().expect("camshaft ends");
        Ended::of(&output)
    }
}

/// How a command ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ended {
    pub(crate) fn of(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_owned()).expect("UTF-8");
        Self {
            code: output.status.code(),
            out: text(&output.stdout),
            err: text(&output.stderr),
        }
    }

    /// The run that it names.
    pub(crate) fn run(&self) -> String {
        let (_, rest) = self.out.split_once("\nrun ").expect("a run");
        let (run, _) = rest.split_once(';').expect("its command");
        run.to_owned()
    }
}

/// Runs to its end.
pub(crate) fn run(folder: &Path, url: &str, args: &[&str]) -> Ended {
    let output = camshaft(folder, url).args(args).output();
    Ended::of(&output.expect("camshaft runs"))
}

/// Waits for what happens elsewhere. It asks at intervals, as MariaDB shows the transactions of the last
/// question to who asks again within 100 ms.
pub(crate) fn until(what: &str, mut happened: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !happened() {
        assert!(begun.elapsed() < PATIENCE, "not within a minute: {what}");
        std::thread::sleep(Duration::from_millis(120));
    }
}
