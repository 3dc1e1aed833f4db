//! Hosts on this machine: a daemon of rsync, a storage that speaks S3, nginx.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use lyceum::world::{Disk, Files as _};
use ureq::Agent;

use crate::command::{Run, command, finished};
use crate::site::Folder;

/// A program that ends with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

fn start(command: &mut Command) -> Running {
    let program = command.get_program().to_owned();
    let child = command.stdin(Stdio::null()).spawn();
    Running(child.unwrap_or_else(|error| {
        panic!(
            "{}: {error}; `cargo xtask test` installs it",
            program.display()
        )
    }))
}

/// A port that nothing listens on.
fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}

fn wait_for(port: u16) {
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        std::thread::yield_now();
    }
}

/// `rsync --daemon` with one module.
pub(crate) struct Daemon {
    port: u16,
    _server: Running,
    folder: Folder,
}

impl Daemon {
    pub(crate) fn start() -> Self {
        let (folder, port) = (Folder::new(), free_port());
        let path = folder.path().display();
        std::fs::create_dir_all(folder.path().join("learn")).unwrap();
        folder.write(
            "rsyncd.conf",
            format!("use chroot = no\nlock file = {path}/lock\nuid = root\ngid = root\n[learn]\npath = {path}/learn\nread only = no\n"),
        );
        let daemon = start(
            Command::new("rsync")
                .args(["--daemon", "--no-detach", "--address=127.0.0.1"])
                .arg(format!("--port={port}"))
                .arg(format!("--config={path}/rsyncd.conf"))
                .stdout(Stdio::null()),
        );
        wait_for(port);
        Self {
            port,
            _server: daemon,
            folder,
        }
    }

    pub(crate) fn address(&self) -> String {
        format!("rsync://127.0.0.1:{}/learn", self.port)
    }

    /// The module's folder.
    pub(crate) fn folder(&self) -> PathBuf {
        self.folder.path().join("learn")
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        self.folder.write(&format!("learn/{path}"), text);
    }
}

/// s3rver with the bucket `learn`.
pub(crate) struct Storage {
    address: String,
    _server: Running,
    folder: Folder,
}

impl Storage {
    pub(crate) fn start() -> Self {
        let folder = Folder::new();
        let program = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("target/npm/s3rver/node_modules/s3rver/bin/s3rver.js");
        assert!(
            program.exists(),
            "`cargo xtask test` installs {}",
            program.display()
        );
        let mut server = start(
            Command::new("node")
                .arg(program)
                .args([
                    "--address",
                    "127.0.0.1",
                    "--port",
                    "0",
                    "--configure-bucket",
                    "learn",
                ])
                .arg("--directory")
                .arg(folder.path())
                .stdout(Stdio::piped())
                .stderr(Stdio::null()),
        );
        let mut lines = BufReader::new(server.0.stdout.take().unwrap()).lines();
        let address = loop {
            let line = lines.next().unwrap().unwrap();
            if let Some((_, address)) = line.split_once("listening on ") {
                break address.to_owned();
            }
        };
        // Somebody must hear what it says of every request.
        std::thread::spawn(move || lines.for_each(drop));
        Self {
            address: format!("http://{address}"),
            _server: server,
            folder,
        }
    }

    /// `lyceum deploy` with the keys of the storage.
    pub(crate) fn command(&self, site: &Path, target: &str, more: &[&str]) -> Command {
        let mut arguments = vec!["deploy", target];
        arguments.extend(more);
        let mut command = command(site, &arguments);
        command
            .env("AWS_ENDPOINT_URL", &self.address)
            .env("AWS_ACCESS_KEY_ID", "S3RVER")
            .env("AWS_SECRET_ACCESS_KEY", "S3RVER")
            .env("AWS_REGION", "cn-north-1");
        command
    }

    pub(crate) fn deploy(&self, site: &Path, target: &str, more: &[&str]) -> Run {
        finished(&self.command(site, target, more).output().unwrap())
    }

    /// The objects whose names begin with a prefix, without it. The storage keeps each as a file.
    pub(crate) fn objects(&self, prefix: &str) -> BTreeMap<String, Vec<u8>> {
        const END: &str = "._S3rver_object";
        let folder = self.folder.path().join("learn");
        let files = Disk.below(&folder).unwrap().into_iter();
        files
            .filter_map(|file| {
                let path = file.strip_prefix(&folder).unwrap().to_str().unwrap();
                let key = path.strip_suffix(END)?.strip_prefix(prefix)?.to_owned();
                Some((key, Disk.read(&file).unwrap()))
            })
            .collect()
    }

    /// How many objects there are.
    pub(crate) fn count(&self) -> usize {
        let files = Disk.below(&self.folder.path().join("learn"));
        files.map_or(0, |files| {
            files
                .iter()
                .filter(|file| file.extension().is_some_and(|end| end == "_S3rver_object"))
                .count()
        })
    }

    fn url(&self, key: &str) -> String {
        let key = percent_encoding::utf8_percent_encode(key, percent_encoding::CONTROLS);
        format!("{}/learn/{key}", self.address)
    }

    /// The headers of an object.
    pub(crate) fn head(&self, key: &str) -> impl Fn(&str) -> String + use<> {
        let response = ureq::head(self.url(key)).call().unwrap();
        move |name| response.headers()[name].to_str().unwrap().to_owned()
    }

    /// What others do.
    pub(crate) fn put(&self, key: &str, text: &str) {
        ureq::put(self.url(key)).send(text).unwrap();
    }

    pub(crate) fn delete(&self, key: &str) {
        ureq::delete(self.url(key)).call().unwrap();
    }
}

/// nginx with a configuration.
pub(crate) struct Nginx {
    port: u16,
    _server: Running,
    _folder: Folder,
}

impl Nginx {
    pub(crate) fn start(server: &str) -> Self {
        let (folder, port) = (Folder::new(), free_port());
        assert!(server.contains("listen 80;"), "{server}");
        let server = server.replace("listen 80;", &format!("listen 127.0.0.1:{port};"));
        let path = folder.path().display();
        folder.write(
            "nginx.conf",
            format!(
                "daemon off; master_process off; pid {path}/pid; error_log {path}/error.log;\n\
                 events {{}}\nhttp {{\naccess_log off;\n{server}\n}}\n"
            ),
        );
        let arguments = ["-p", folder.path().to_str().unwrap(), "-c", "nginx.conf"];
        let check = Command::new("nginx").args(arguments).arg("-t").output();
        let check = finished(&check.expect("`cargo xtask test` installs nginx"));
        assert_eq!(check.code, Some(0), "{}\n{server}", check.stderr);
        assert!(!check.stderr.contains("[warn]"), "{}", check.stderr);
        let running = start(Command::new("nginx").args(arguments).stderr(Stdio::null()));
        wait_for(port);
        Self {
            port,
            _server: running,
            _folder: folder,
        }
    }

    /// The status and headers of an address.
    pub(crate) fn get(&self, path: &str) -> (u16, BTreeMap<String, String>) {
        let config = Agent::config_builder().http_status_as_error(false).build();
        let agent: Agent = config.into();
        let response = agent
            .get(format!("http://127.0.0.1:{}{path}", self.port))
            .call()
            .unwrap();
        let headers = response.headers().iter();
        let headers = headers
            .map(|(name, value)| (name.as_str().to_owned(), value.to_str().unwrap().to_owned()));
        (response.status().as_u16(), headers.collect())
    }
}
