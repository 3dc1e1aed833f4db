//! Links elsewhere against a server of our own on this machine: what it says of each address, how it is
//! treated, and what is kept for the next time.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "helpers of tests fail as tests do; a command is watched on a real disk"
)]

#[path = "common/command.rs"]
mod command;
#[path = "common/site.rs"]
mod site;

use std::collections::BTreeMap;
use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use command::lyceum;
use lyceum::external::{Answer, Manner, Why, ask, is_offline};
use serde_json::Value;
use site::{Folder, files};

/// Somebody else's server.
struct Elsewhere {
    address: SocketAddr,
    log: Log,
    _runtime: tokio::runtime::Runtime,
}

/// What the server saw.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Saw>>);

#[derive(Default)]
struct Saw {
    /// Method and path of each request, in order.
    requests: Vec<String>,
    agents: Vec<String>,
    /// Requests that are being answered, and the most that ever were at once.
    open: usize,
    most: usize,
    /// When each request came and went.
    came: Vec<Instant>,
    went: Vec<Instant>,
}

impl Elsewhere {
    fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        let listener = runtime
            .block_on(tokio::net::TcpListener::bind("127.0.0.1:0"))
            .unwrap();
        let address = listener.local_addr().unwrap();
        let log = Log::default();
        let router = Router::new().fallback(answer).with_state(log.clone());
        runtime.spawn(async move { axum::serve(listener, router).await });
        Self {
            address,
            log,
            _runtime: runtime,
        }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    fn requests(&self) -> Vec<String> {
        std::mem::take(&mut self.log.0.lock().unwrap().requests)
    }

    /// What is found out of paths of this server.
    fn ask(&self, paths: &[&str], manner: &Manner) -> BTreeMap<String, Answer> {
        let urls: Vec<String> = paths.iter().map(|path| self.url(path)).collect();
        let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
        let host = self.url("");
        ask(&urls, manner, &|_| {})
            .into_iter()
            .map(|(url, answer)| (url.replace(&host, ""), answer))
            .collect()
    }
}

async fn answer(State(log): State<Log>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let times = {
        let mut saw = log.0.lock().unwrap();
        let line = format!("{} {path}", request.method());
        let agent = &request.headers()[header::USER_AGENT];
        saw.agents.push(agent.to_str().unwrap().to_owned());
        saw.requests.push(line);
        saw.came.push(Instant::now());
        saw.open += 1;
        saw.most = saw.most.max(saw.open);
        let own = saw.requests.iter().filter(|one| one.ends_with(&path));
        own.count()
    };
    // Long enough for two requests to meet, if they were sent at once.
    tokio::time::sleep(Duration::from_millis(20)).await;
    let response = match path.as_str() {
        "/moved" => to(StatusCode::MOVED_PERMANENTLY, "/new"),
        "/moved-twice" => to(StatusCode::PERMANENT_REDIRECT, "moved"),
        "/for-now" => to(StatusCode::FOUND, "/ok"),
        "/moved-for-now" => to(StatusCode::MOVED_PERMANENTLY, "/for-now"),
        "/moved-and-gone" => to(StatusCode::MOVED_PERMANENTLY, "/404"),
        "/circle" => to(StatusCode::FOUND, "/circle"),
        "/to-mail" => to(StatusCode::FOUND, "mailto:a@example.org"),
        "/no-head" if request.method() == Method::HEAD => {
            StatusCode::METHOD_NOT_ALLOWED.into_response()
        }
        // A server that hides its pages from HEAD.
        "/lies-to-head" if request.method() == Method::HEAD => {
            StatusCode::NOT_FOUND.into_response()
        }
        "/gone" => StatusCode::GONE.into_response(),
        "/private" => StatusCode::FORBIDDEN.into_response(),
        "/broken" => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        "/hiccup" if times == 1 => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        "/busy" if times == 1 => wait("1"),
        "/ok" | "/new" | "/tz" | "/no-head" | "/lies-to-head" | "/hiccup" | "/busy" => {
            StatusCode::OK.into_response()
        }
        "/very-busy" => wait("3600"),
        "/slow" => {
            tokio::time::sleep(Duration::from_mins(1)).await;
            StatusCode::OK.into_response()
        }
        _ => StatusCode::NOT_FOUND.into_response(),
    };
    let mut saw = log.0.lock().unwrap();
    saw.open -= 1;
    saw.went.push(Instant::now());
    response
}

fn to(status: StatusCode, location: &str) -> Response {
    (status, [(header::LOCATION, location)]).into_response()
}

fn wait(seconds: &str) -> Response {
    let headers = [(header::RETRY_AFTER, seconds)];
    (StatusCode::TOO_MANY_REQUESTS, headers).into_response()
}

/// The usual manner, in a hurry.
fn hurry() -> Manner {
    Manner {
        pause: Duration::ZERO,
        timeout: Duration::from_secs(10),
        ..Manner::of_site("https://luxian.example.org/")
    }
}

/// A port of this machine at which nobody listens.
fn nobody() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}/", listener.local_addr().unwrap())
}

#[test]
fn every_kind_of_answer_is_told_apart() {
    let elsewhere = Elsewhere::new();
    let new = || Answer::Moved(elsewhere.url("/new"));
    let expected = [
        ("/ok", Answer::Good),
        ("/moved", new()),
        ("/moved-twice", new()),
        ("/for-now", Answer::Good),
        ("/moved-for-now", Answer::Moved(elsewhere.url("/for-now"))),
        ("/moved-and-gone", Answer::Gone(404)),
        ("/circle", Answer::Unreachable(Why::Redirects)),
        ("/to-mail", Answer::Unreachable(Why::NoAddress)),
        ("/no-head", Answer::Good),
        ("/lies-to-head", Answer::Good),
        ("/gone", Answer::Gone(410)),
        ("/404", Answer::Gone(404)),
        ("/private", Answer::Refused(403)),
        ("/broken", Answer::Faulty(500)),
        ("/hiccup", Answer::Good),
        ("/busy", Answer::Good),
    ];
    let paths: Vec<&str> = expected.iter().map(|(path, _)| *path).collect();
    let found = elsewhere.ask(&paths, &hurry());
    for (path, answer) in expected {
        assert_eq!(found[path], answer, "{path}");
    }
    let agents = &elsewhere.log.0.lock().unwrap().agents;
    assert!(
        agents.iter().all(|agent| agent.contains("lyceum/")
            && agent.contains("https://luxian.example.org/")),
        "{agents:?}"
    );
}

#[test]
fn what_is_there_is_asked_once_and_without_its_text() {
    let elsewhere = Elsewhere::new();
    elsewhere.ask(&["/ok", "/no-head"], &hurry());
    let mut requests = elsewhere.requests();
    requests.sort();
    assert_eq!(requests, ["GET /no-head", "HEAD /no-head", "HEAD /ok"]);
}

#[test]
fn a_site_with_a_chinese_address_can_ask_too() {
    let elsewhere = Elsewhere::new();
    let manner = Manner::of_site("https://学习.中国/");
    let found = elsewhere.ask(&["/ok"], &manner);
    assert_eq!(found["/ok"], Answer::Good);
    let agents = &elsewhere.log.0.lock().unwrap().agents;
    assert!(agents[0].contains("+https://xn--"), "{agents:?}");
}

#[test]
fn what_takes_too_long_is_given_up() {
    let elsewhere = Elsewhere::new();
    let manner = Manner {
        timeout: Duration::from_millis(1500),
        ..hurry()
    };
    let found = elsewhere.ask(&["/slow", "/ok"], &manner);
    assert_eq!(found["/slow"], Answer::Unreachable(Why::Timeout));
    assert_eq!(found["/ok"], Answer::Good);
}

#[test]
fn a_server_that_wants_to_be_left_alone_is() {
    let elsewhere = Elsewhere::new();
    let found = elsewhere.ask(&["/a-very-first", "/very-busy", "/z"], &hurry());
    assert_eq!(found["/very-busy"], Answer::Refused(429));
    assert_eq!(found["/z"], Answer::Refused(429));
    let requests = elsewhere.requests();
    assert_eq!(requests.last().unwrap(), "HEAD /very-busy");
}

#[test]
fn one_host_is_asked_one_thing_at_a_time_and_with_pauses() {
    let elsewhere = Elsewhere::new();
    let pause = Duration::from_millis(40);
    let manner = Manner { pause, ..hurry() };
    elsewhere.ask(&["/ok", "/new", "/tz", "/moved", "/for-now"], &manner);
    let saw = elsewhere.log.0.lock().unwrap();
    assert_eq!(saw.most, 1);
    for (went, came) in saw.went.iter().zip(saw.came.iter().skip(1)) {
        assert!(came.duration_since(*went) >= pause);
    }
}

#[test]
fn where_nobody_is_at_home_only_one_address_is_asked() {
    let host = nobody();
    let (a, b) = (format!("{host}a"), format!("{host}b"));
    let lost = Answer::Unreachable(Why::NoConnection);
    let found = ask(&[&a, &b, "http://[/"], &hurry(), &|_| {});
    assert_eq!(found[&a], lost);
    assert_eq!(found[&b], lost);
    assert_eq!(found["http://[/"], Answer::Unreachable(Why::NoAddress));
    // A server that speaks no TLS.
    let elsewhere = Elsewhere::new();
    let secure = elsewhere.url("/ok").replace("http://", "https://");
    let found = ask(&[&secure], &hurry(), &|_| {});
    assert_eq!(found[&secure], Answer::Unreachable(Why::Insecure));
    // A name that no host can have, which this machine knows without asking anybody.
    let unknown = format!("http://{}.cn/", "x".repeat(64));
    let found = ask(&[&unknown], &hurry(), &|_| {});
    assert_eq!(found[&unknown], Answer::Unreachable(Why::NoHost));
}

#[test]
fn a_machine_without_a_network_blames_nobody() {
    let lost = || Answer::Unreachable(Why::NoHost);
    let all = |second: Answer| {
        is_offline(&BTreeMap::from([
            ("https://a.example.cn/1".to_owned(), lost()),
            ("https://b.example.cn/".to_owned(), second),
        ]))
    };
    assert!(all(lost()));
    assert!(!all(Answer::Gone(404)));
    let one_host = ["https://a.example.cn/1", "https://a.example.cn/2"];
    let one_host = one_host.map(|address| (address.to_owned(), lost()));
    assert!(!is_offline(&BTreeMap::from(one_host)));
}

/// Runs `lyceum check --external` on a site; how it ended and what it said.
fn check(folder: &Folder, now: &str) -> (Option<i32>, String) {
    let external = [
        "--lang",
        "zh",
        "check",
        "--external",
        "--format",
        "concise",
        "--now",
        now,
    ];
    let run = lyceum(folder.path(), &external);
    assert!(run.stdout.is_empty());
    (run.code, run.stderr)
}

fn kept(folder: &Folder) -> Value {
    let text = fs::read(folder.path().join(".lyceum/links.json")).unwrap();
    serde_json::from_slice(&text).unwrap()
}

#[test]
fn a_site_is_told_what_is_dead_and_what_has_moved_and_asks_again_in_a_week() {
    let elsewhere = Elsewhere::new();
    let folder = Folder::new();
    folder.write("site.toml", "title = \"示例\"\n");
    let (ok, gone, moved) = (
        elsewhere.url("/ok"),
        elsewhere.url("/404"),
        elsewhere.url("/moved"),
    );
    folder.write(
        "content/policy.md",
        format!("---\ntitle: 通知\nsource_url: {moved}\n---\n[原文]({ok}#yi)，[附件]({gone})\n"),
    );
    folder.write("content/other.md", format!("# 别的\n\n[附件]({gone})\n"));

    let (code, said) = check(&folder, "2026-11-20");
    assert_eq!(code, Some(0), "{said}");
    let written: Vec<String> = files(folder.path()).into_keys().collect();
    assert_eq!(
        written,
        [
            ".lyceum/links.json",
            "content/other.md",
            "content/policy.md",
            "site.toml"
        ]
    );
    for expected in [
        format!("content/other.md:3:6: warning[dead-link]: `{gone}` 打不开：网页没有了（404）"),
        format!("content/policy.md:3:13: warning[moved-link]: `{moved}` 已经永久搬家"),
        "外部链接共 3 个，这次查了 3 个：能打开 2 个，打不开 1 个，不让程序查看 0 个".to_owned(),
    ] {
        assert!(said.contains(&expected), "{expected}\n{said}");
    }
    assert_eq!(said.matches("dead-link").count(), 2, "{said}");
    assert_eq!(kept(&folder)["links"][&ok]["good"], "2026-11-20");
    assert!(kept(&folder)["links"][&gone]["good"].is_null());

    elsewhere.requests();
    let (_, again) = check(&folder, "2026-11-26");
    let mut asked = elsewhere.requests();
    asked.sort();
    assert_eq!(asked, ["GET /404", "HEAD /404"], "{again}");
    assert!(again.contains("warning[moved-link]"), "{again}");

    let (_, week) = check(&folder, "2026-11-27");
    assert!(
        elsewhere.requests().contains(&"HEAD /ok".to_owned()),
        "{week}"
    );

    // What the site no longer names is forgotten; a broken memory costs asking again.
    folder.write("content/other.md", "# 别的\n");
    folder.write("content/policy.md", format!("# 通知\n\n[原文]({ok})\n"));
    folder.write(".lyceum/links.json", "{\"version\": 1, \"links\": {");
    let (code, said) = check(&folder, "2026-11-28");
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(elsewhere.requests(), ["HEAD /ok"]);
    assert_eq!(kept(&folder)["links"].as_object().unwrap().len(), 1);
}

#[test]
fn faults_of_the_content_are_still_faults() {
    let elsewhere = Elsewhere::new();
    let folder = Folder::new();
    folder.write(
        "content/a.md",
        format!(
            "---\ntitle: 通知\n---\n[没有](gone.md) <{}>\n",
            elsewhere.url("/404")
        ),
    );
    let (code, said) = check(&folder, "2026-11-20");
    assert_eq!(code, Some(1));
    assert!(said.contains("error[broken-link]"), "{said}");
    assert!(said.contains("warning[dead-link]"), "{said}");
}
