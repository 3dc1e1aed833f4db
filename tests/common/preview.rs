//! A site in a folder of its own, previewed by the program.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    dead_code,
    reason = "helpers of tests, which work on the disk as editors do; not every test needs all"
)]

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// A preview that ends with the test.
pub(crate) struct Preview {
    pub(crate) root: PathBuf,
    process: Child,
    /// Where the site is, with a slash at its end.
    pub(crate) address: String,
}

impl Preview {
    /// Previews a site with one page, `/notice/`, that has this text.
    pub(crate) fn start(name: &str, text: &str) -> Self {
        Self::start_with(name, text, &[])
    }

    pub(crate) fn start_with(name: &str, text: &str, arguments: &[&str]) -> Self {
        let folder = format!("{name}-{}", std::process::id());
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(folder);
        fs::create_dir_all(root.join("content")).unwrap();
        fs::write(root.join("site.toml"), "title = \"小站\"\n").unwrap();
        write_page(&root, text);
        let mut process = Command::new(env!("CARGO_BIN_EXE_lyceum"))
            .args(["serve", "--addr", "127.0.0.1:0", "--lang", "en", "--root"])
            .arg(&root)
            .args(arguments)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stderr.take().unwrap())
            .lines()
            .map_while(Result::ok);
        let address = lines.find_map(|line| {
            let (_, address) = line.split_once("serving at ")?;
            address.split_whitespace().next().map(str::to_owned)
        });
        // The program must not be stopped by a full pipe.
        thread::spawn(move || lines.for_each(|line| eprintln!("serve: {line}")));
        Self {
            root,
            process,
            address: address.expect("the preview tells its address"),
        }
    }

    pub(crate) fn port(&self) -> u16 {
        let (_, port) = self.address.trim_end_matches('/').rsplit_once(':').unwrap();
        port.parse().unwrap()
    }

    /// Writes a file of the site.
    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// What the server answers to a request target as it is, with these headers.
    pub(crate) fn get(&self, target: &str, headers: &str) -> Response {
        let host = self.address.trim_start_matches("http://");
        let host = host.trim_end_matches('/');
        let mut stream = TcpStream::connect(host).unwrap();
        write!(
            stream,
            "GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{headers}\r\n"
        )
        .unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        Response::new(&bytes)
    }

    /// Waits until open pages are told of something that has this in it.
    pub(crate) fn wait_for_event(&self, wanted: &str) {
        let host = self.address.trim_start_matches("http://");
        let host = host.trim_end_matches('/');
        let mut stream = TcpStream::connect(host).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_mins(1)))
            .unwrap();
        write!(
            stream,
            "GET /__lyceum/events HTTP/1.1\r\nHost: {host}\r\n\r\n"
        )
        .unwrap();
        let mut told = BufReader::new(stream).lines().map_while(Result::ok);
        assert!(
            told.any(|line| line.contains(wanted)),
            "nobody tells of {wanted}"
        );
    }

    /// Waits until an address has an answer like that.
    pub(crate) fn until(&self, target: &str, wanted: impl Fn(&Response) -> bool) -> Response {
        let began = Instant::now();
        loop {
            let response = self.get(target, "");
            if wanted(&response) {
                return response;
            }
            assert!(
                began.elapsed() < Duration::from_mins(1),
                "{target} stays {}: {}",
                response.status,
                response.text()
            );
            thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
        fs::remove_dir_all(&self.root).unwrap();
    }
}

/// Writes the page `/notice/`.
pub(crate) fn write_page(root: &Path, text: &str) {
    let page = format!("---\ntitle: 报名须知\n---\n\n{text}\n");
    fs::write(root.join("content/notice.md"), page).unwrap();
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: Vec<u8>,
}

impl Response {
    fn new(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
        let (head, body) = bytes.split_at(end.unwrap_or(bytes.len()));
        let head = String::from_utf8_lossy(head).into_owned();
        let status = head.split(' ').nth(1).and_then(|code| code.parse().ok());
        Self {
            status: status.unwrap_or(0),
            head,
            body: body.get(4..).unwrap_or_default().to_vec(),
        }
    }

    /// The value of a header, by its name in small letters.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find_map(|(key, value)| key.eq_ignore_ascii_case(name).then_some(value))
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn has(&self, text: &str) -> bool {
        self.status == 200 && self.text().contains(text)
    }
}
