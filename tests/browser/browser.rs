//! A browser for one test.

use std::future::Future;
use std::io::{BufRead as _, BufReader, ErrorKind, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use axum::http::Method;
use fantoccini::elements::Element;
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

/// How long a test waits for something before it fails. Far above what anything takes.
const PATIENCE: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(30);

/// Keys as `WebDriver` writes them.
pub(crate) const TAB: &str = "\u{E004}";
pub(crate) const ENTER: &str = "\u{E007}";
pub(crate) const ESCAPE: &str = "\u{E00C}";
pub(crate) const ARROW_UP: &str = "\u{E013}";
pub(crate) const ARROW_DOWN: &str = "\u{E015}";

/// A browser on a phone-sized screen.
#[derive(Clone)]
pub(crate) struct Browser(Client);

/// Runs a test in a browser of its own, and fails if the browser complains of anything in the end.
/// What the test returns lives as long as the browser does.
pub(crate) fn with_browser<F>(test: impl FnOnce(Browser) -> F)
where
    F: Future<Output: Send> + Send + 'static,
{
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let driver = Driver::start();
        let browser = driver.session().await;
        // As a task, so that the browser is closed even when the test fails.
        let outcome = tokio::spawn(test(browser.clone())).await;
        let complaints = browser.complaints().await;
        browser.0.close().await.unwrap();
        driver.stop();
        if let Err(failure) = outcome {
            eprintln!("the browser complained of: {complaints:#?}");
            std::panic::resume_unwind(failure.into_panic());
        }
        assert_eq!(complaints, [""; 0]);
    });
}

impl Browser {
    pub(crate) async fn open(&self, address: &str) {
        self.0.goto(address).await.unwrap();
    }

    pub(crate) async fn back(&self) {
        self.0.back().await.unwrap();
    }

    /// The path of the page's address, with its query.
    pub(crate) async fn path(&self) -> String {
        let url = self.0.current_url().await.unwrap();
        let query = url.query().map(|query| format!("?{query}"));
        format!("{}{}", url.path(), query.unwrap_or_default())
    }

    /// The value that the address gives a parameter.
    pub(crate) async fn parameter(&self, name: &str) -> Option<String> {
        let url = self.0.current_url().await.unwrap();
        url.query_pairs()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    }

    /// The element that matches a selector, as soon as there is one, across reloads too.
    pub(crate) async fn element(&self, selector: &str) -> Element {
        let began = Instant::now();
        loop {
            // A page that is just being replaced answers with an error too.
            match self.0.find(Locator::Css(selector)).await {
                Ok(element) => return element,
                Err(error) => assert!(began.elapsed() < PATIENCE, "{selector}: {error}"),
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// The visible text of the element that matches a selector.
    pub(crate) async fn text(&self, selector: &str) -> String {
        self.element(selector).await.text().await.unwrap()
    }

    /// Types into whatever has the focus, as a keyboard does.
    pub(crate) async fn press(&self, keys: &str) {
        let focused = self.0.active_element().await.unwrap();
        focused.send_keys(keys).await.unwrap();
    }

    /// What an expression in the page comes to.
    pub(crate) async fn evaluate(&self, expression: &str) -> Value {
        let script = format!("return {expression};");
        self.0.execute(&script, vec![]).await.unwrap()
    }

    /// What a function body in the page hands to `done`, given `input`.
    pub(crate) async fn run(&self, body: &str, input: Value) -> Value {
        let script = format!("const [input, done] = arguments; {body}");
        self.0.execute_async(&script, vec![input]).await.unwrap()
    }

    /// Waits until an expression in the page is true, across reloads too.
    pub(crate) async fn until(&self, expression: &str) {
        let began = Instant::now();
        let script = format!("return Boolean({expression});");
        loop {
            // A page that is just being replaced answers with an error.
            let outcome = self.0.execute(&script, vec![]).await;
            if matches!(outcome, Ok(Value::Bool(true))) {
                return;
            }
            assert!(
                began.elapsed() < PATIENCE,
                "never true: {expression}; at last: {outcome:?}; {}",
                self.0.source().await.unwrap_or_default()
            );
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Waits until every timer that is due within half a second has run.
    pub(crate) async fn settle(&self) {
        self.run("setTimeout(done, 500);", Value::Null).await;
    }

    /// Touches an element with a finger.
    pub(crate) async fn tap(&self, selector: &str) {
        let element = self.element(selector).await;
        let (x, y, width, height) = element.rectangle().await.unwrap();
        let scrolled = self.evaluate("[scrollX, scrollY]").await;
        let [x, y] = [
            x + width / 2.0 - scrolled[0].as_f64().unwrap(),
            y + height / 2.0 - scrolled[1].as_f64().unwrap(),
        ];
        let touch = |kind: &str, points| json!({ "type": kind, "touchPoints": points });
        let start = touch("touchStart", json!([{ "x": x, "y": y }]));
        self.debug("Input.dispatchTouchEvent", start).await;
        let end = touch("touchEnd", json!([]));
        self.debug("Input.dispatchTouchEvent", end).await;
    }

    /// Writes into what has the focus as an input method does that is not done yet.
    pub(crate) async fn compose(&self, text: &str) {
        let end = text.chars().count();
        let composition = json!({ "text": text, "selectionStart": end, "selectionEnd": end });
        self.debug("Input.imeSetComposition", composition).await;
    }

    /// Ends what the input method composes.
    pub(crate) async fn commit(&self, text: &str) {
        self.debug("Input.insertText", json!({ "text": text }))
            .await;
    }

    /// A screen so many pixels wide, from now on.
    pub(crate) async fn resize(&self, width: u32) {
        let screen =
            json!({ "width": width, "height": 740, "deviceScaleFactor": 2, "mobile": true });
        self.debug("Emulation.setDeviceMetricsOverride", screen)
            .await;
    }

    /// Turns JavaScript off for the pages that are opened from now on.
    pub(crate) async fn disable_scripts(&self) {
        self.debug(
            "Emulation.setScriptExecutionDisabled",
            json!({ "value": true }),
        )
        .await;
    }

    /// Runs a script before those of each page that is opened from now on.
    pub(crate) async fn prepare(&self, script: &str) {
        let parameters = json!({ "source": script });
        self.debug("Page.addScriptToEvaluateOnNewDocument", parameters)
            .await;
    }

    /// Shows pages as they are printed, from now on.
    pub(crate) async fn show_print(&self) {
        self.debug("Emulation.setEmulatedMedia", json!({ "media": "print" }))
            .await;
    }

    /// How many sheets of paper the page takes.
    pub(crate) async fn sheets(&self) -> u64 {
        let options = json!({ "preferCSSPageSize": true });
        let printed = self.debug("Page.printToPDF", options).await;
        let count = "done(atob(input).match(/\\/Type\\s*\\/Page\\b/g).length);";
        let sheets = self.run(count, printed["data"].clone()).await;
        sheets.as_u64().unwrap()
    }

    /// Why the browser does not offer to install the site.
    pub(crate) async fn installability_errors(&self) -> Value {
        let answer = self.debug("Page.getInstallabilityErrors", json!({})).await;
        answer["installabilityErrors"].clone()
    }

    async fn debug(&self, name: &'static str, parameters: Value) -> Value {
        let command = DebuggerCommand { name, parameters };
        self.0.issue_cmd(command).await.unwrap()
    }

    /// What the console holds since the last call: errors and warnings of scripts, of the policy
    /// and of the network.
    pub(crate) async fn complaints(&self) -> Vec<String> {
        let entries = self.0.issue_cmd(ConsoleLog).await.unwrap();
        let entries = entries.as_array().unwrap();
        entries
            .iter()
            .filter(|entry| entry["level"] == "SEVERE" || entry["level"] == "WARNING")
            .map(|entry| entry["message"].as_str().unwrap_or_default().to_owned())
            .collect()
    }
}

/// `ChromeDriver`.
struct Driver {
    process: Child,
    address: String,
}

impl Driver {
    fn start() -> Self {
        let missing = "the browser tests need Chromium and ChromeDriver: `cargo xtask test` installs \
                       them where it may; else, on Debian or Ubuntu: apt-get install chromium \
                       chromium-driver";
        let mut process = Command::new("chromedriver")
            .arg(format!("--port={}", free_port()))
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("chromedriver: {error}; {missing}"));
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let port = lines.find_map(|line| {
            let line = line.unwrap();
            let (_, port) = line.split_once("started successfully on port ")?;
            Some(port.trim_end_matches('.').to_owned())
        });
        let port = port.unwrap_or_else(|| panic!("chromedriver does not start; {missing}"));
        Self {
            process,
            address: format!("127.0.0.1:{port}"),
        }
    }

    /// Ends the driver in its own way, so that it removes what the browser left behind.
    fn stop(mut self) {
        let mut connection = TcpStream::connect(&self.address).unwrap();
        let request = format!("GET /shutdown HTTP/1.1\r\nHost: {}\r\n\r\n", self.address);
        connection.write_all(request.as_bytes()).unwrap();
        self.process.wait().unwrap();
    }

    async fn session(&self) -> Browser {
        let capabilities = json!({
            "goog:chromeOptions": {
                "args": [
                    "--headless",
                    // Without a sandbox, as Chromium refuses to have one when run by root.
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-dev-shm-usage",
                    "--disable-quic",
                    "--no-first-run",
                    // A click on what is still being scrolled to would miss it.
                    "--force-prefers-reduced-motion",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                ],
                "mobileEmulation": {
                    "deviceMetrics": { "width": 360, "height": 740, "pixelRatio": 2.0, "touch": true },
                },
            },
            "goog:loggingPrefs": { "browser": "ALL" },
            "timeouts": { "script": 120_000 },
        });
        let Value::Object(capabilities) = capabilities else {
            unreachable!()
        };
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&format!("http://{}", self.address))
            .await;
        Browser(client.unwrap_or_else(|error| panic!("Chromium does not start: {error}")))
    }
}

/// A port that a driver can have both of IPv4 and of IPv6. One of the driver's own choice is free in
/// one of them only, and of those that the system hands out to every connection.
fn free_port() -> u16 {
    // Tests that run at once are processes, and start from different ports.
    let own = u16::try_from(std::process::id() % 10_000).unwrap();
    let mut ports = (0..1_000).map(|next| 20_000 + (own + next) % 10_000);
    let is_free = |port: &u16| {
        ["127.0.0.1", "[::1]"]
            .iter()
            .all(|host| !is_taken(&format!("{host}:{port}")))
    };
    ports.find(is_free).expect("a port that is free")
}

/// Whether something else listens there. No IPv6 at all is nothing that does.
fn is_taken(address: &str) -> bool {
    matches!(TcpListener::bind(address), Err(error) if error.kind() == ErrorKind::AddrInUse)
}

impl Drop for Driver {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

/// `ChromeDriver`'s command for the console's log.
#[derive(Debug)]
struct ConsoleLog;

impl WebDriverCompatibleCommand for ConsoleLog {
    fn endpoint(
        &self,
        base_url: &url::Url,
        session_id: Option<&str>,
    ) -> Result<url::Url, url::ParseError> {
        let session = session_id.unwrap_or_default();
        base_url.join(&format!("session/{session}/se/log"))
    }

    fn method_and_body(&self, _: &url::Url) -> (Method, Option<String>) {
        (Method::POST, Some(json!({ "type": "browser" }).to_string()))
    }
}

/// `ChromeDriver`'s way to the browser's debugging protocol.
#[derive(Debug)]
struct DebuggerCommand {
    name: &'static str,
    parameters: Value,
}

impl WebDriverCompatibleCommand for DebuggerCommand {
    fn endpoint(
        &self,
        base_url: &url::Url,
        session_id: Option<&str>,
    ) -> Result<url::Url, url::ParseError> {
        let session = session_id.unwrap_or_default();
        base_url.join(&format!("session/{session}/goog/cdp/execute"))
    }

    fn method_and_body(&self, _: &url::Url) -> (Method, Option<String>) {
        let body = json!({ "cmd": self.name, "params": self.parameters });
        (Method::POST, Some(body.to_string()))
    }
}
