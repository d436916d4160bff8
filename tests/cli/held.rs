//! A command that is held up, so that something can happen meanwhile.

use std::io::Read as _;
use std::path::Path;
use std::process::{Child, ChildStderr, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use crate::support::command::camshaft;

/// A command on its way.
pub(crate) struct Held {
    child: Child,
    /// Its error output, as it comes; closed at its end.
    err: Receiver<Vec<u8>>,
    /// The part of it that was received so far.
    said: Vec<u8>,
}

/// Longer than anything takes.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

impl Held {
    pub(crate) fn start(folder: &Path, url: &str, args: &str) -> Self {
        let mut command = camshaft(folder, url);
        command.args(args.split(' ')).stdin(Stdio::null());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("camshaft starts");
        let err = read(child.stderr.take().expect("a pipe"));
        Self {
            child,
            err,
            said: Vec::new(),
        }
    }

    /// Ctrl-C, which it has noticed when this returns.
    #[cfg(unix)]
    pub(crate) fn interrupt(&mut self) {
        self.press();
        self.until_it_says("stopping after the current transaction");
    }

    /// Ctrl-C.
    #[cfg(unix)]
    pub(crate) fn press(&self) {
        let id = self.child.id().to_string();
        let sent = std::process::Command::new("kill")
            .args(["-INT", &id])
            .status();
        assert!(sent.expect("kill runs").success());
    }

    /// Waits for words on its error output.
    pub(crate) fn until_it_says(&mut self, words: &str) {
        let begun = Instant::now();
        while !String::from_utf8_lossy(&self.said).contains(words) {
            let left = PATIENCE.saturating_sub(begun.elapsed());
            let Ok(more) = self.err.recv_timeout(left) else {
                let said = String::from_utf8_lossy(&self.said);
                panic!("it ended, or a minute passed, without \"{words}\": {said}");
            };
            self.said.extend(more);
        }
    }

    #[cfg(any(feature = "postgres", feature = "mysql"))]
    pub(crate) fn goes_on(&mut self) -> bool {
        self.child.try_wait().expect("a process").is_none()
    }

    /// Fails if it ends within this time.
    #[cfg(feature = "postgres")]
    pub(crate) fn assert_goes_on_for(&mut self, time: Duration) {
        std::thread::sleep(time);
        assert!(self.goes_on(), "it ended");
    }

    pub(crate) fn end(mut self) -> Ended {
        self.said.extend(self.err.iter().flatten());
        let mut output = self.child.wait_with_output().expect("camshaft ends");
        output.stderr = self.said;
        Ended::of(&output)
    }
}

/// Reads while the command runs, which a full pipe would stop.
fn read(mut from: ChildStderr) -> Receiver<Vec<u8>> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let mut buffer = [0; 1024];
        while let Ok(length @ 1..) = from.read(&mut buffer) {
            if sender.send(buffer[..length].to_vec()).is_err() {
                break;
            }
        }
    });
    receiver
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
    #[cfg(any(feature = "postgres", feature = "mysql"))]
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
#[cfg(any(feature = "postgres", feature = "mysql"))]
pub(crate) fn until(what: &str, mut happened: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !happened() {
        assert!(begun.elapsed() < PATIENCE, "not within a minute: {what}");
        std::thread::sleep(Duration::from_millis(120));
    }
}
