//! Processes that end when the value is dropped, and with the test process at the latest.

use std::fmt;
use std::io::{self, Write};
use std::process::{Child, Command, Stdio};
use std::sync::{LazyLock, mpsc};
use std::thread;
use std::time::{Duration, Instant};

/// The time that a process may take to start or to end.
pub(super) const PATIENCE: Duration = Duration::from_secs(20);

/// A program, and where to send the process that it became.
type Order = (Command, mpsc::Sender<io::Result<Child>>);

/// A server's process.
pub(super) struct Process {
    child: Child,
    /// The name of the signal that ends it when this is dropped.
    end: &'static str,
}

impl Process {
    /// Starts it from a thread that lives as long as this process: the kernel signals a parent's death
    /// to its child when the thread that started it ends, and the thread of a test ends with the test.
    pub(super) fn spawn(command: Command, end: &'static str) -> io::Result<Self> {
        static KEEPER: LazyLock<mpsc::Sender<Order>> = LazyLock::new(|| {
            let (sender, orders) = mpsc::channel::<Order>();
            thread::spawn(move || {
                for (mut command, reply) in orders {
                    let _ = reply.send(command.spawn());
                }
            });
            sender
        });
        let (reply, answer) = mpsc::channel();
        KEEPER.send((command, reply)).unwrap();
        let child = answer.recv().unwrap()?;
        Ok(Self { child, end })
    }

    pub(super) fn id(&self) -> u32 {
        self.child.id()
    }

    pub(super) fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Sends the signal of this name and waits until the process is gone.
    pub(super) fn end(&mut self, signal: &str) {
        if !self.is_running() {
            return;
        }
        let pid = self.id().to_string();
        // The standard library knows `KILL` only.
        let kill = ["-c", "kill -s \"$1\" \"$2\"", "sh", signal, &pid];
        let sent = Command::new("sh").args(kill).stderr(Stdio::null()).status();
        let begun = Instant::now();
        while self.is_running() {
            if sent.is_err() || begun.elapsed() > PATIENCE {
                let _ = self.child.kill();
            }
            thread::sleep(Duration::from_millis(2));
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.end(self.end);
    }
}

impl fmt::Debug for Process {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Process({})", self.id())
    }
}

/// Runs a program to its end.
pub(crate) fn run(mut command: Command, input: &str) {
    command.stdin(Stdio::piped());
    command.stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // It may well end without having read everything; its status tells more.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    assert!(
        output.status.success(),
        "{command:?}: {}\n{}",
        output.status,
        String::from_utf8_lossy(&output.stderr)
    );
}
