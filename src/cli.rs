//! The command line: what was typed, and one module a command.
//!
//! Data goes to stdout, diagnostics and progress to stderr. Only this module looks at the
//! environment.

mod build;
mod check;
mod console;
mod create;
mod deploy;
mod diff;
mod external;
mod import;
mod ledger;
mod report;
mod schema;
mod search;
mod serve;
mod site;
mod timings;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::{Date, DateTime};

use crate::diag::{Format, Lang};
use crate::fields::{Moment, parse_moment};
use crate::url::BaseUrl;

use console::Console;

/// A static site generator with built-in Chinese search.
#[derive(Debug, Parser)]
#[command(name = "lyceum", version, about)]
pub struct Cli {
    /// Language of messages; by default that of the system
    #[arg(long, global = true, value_enum, value_name = "LANG")]
    pub lang: Option<LangArg>,
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// A command.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Build the site
    Build(BuildArgs),
    /// Show the site in the browser and follow every change
    Serve(ServeArgs),
    /// Report all faults and write nothing
    Check(CheckArgs),
    /// Show which pages and files two published sites differ in
    Diff(DiffArgs),
    /// Put the published site into a folder, onto a host, or into a bucket
    Deploy(DeployArgs),
    /// Show what is there, what is missing, whose it is and what is due
    Report(ReportArgs),
    /// Search the published site, as a reader does
    Search(SearchArgs),
    /// Start a page from its type's template
    New(NewArgs),
    /// Start a site
    Init(InitArgs),
    /// Write the content model for editors' programs: JSON Schema, snippets, forms, tables
    Schema(SchemaArgs),
    /// Make pages of Word files, saved web pages and tables
    Import(ImportArgs),
    /// Count what residents learned, from the records that they hand in
    #[command(subcommand)]
    Ledger(LedgerCommand),
}

/// Which site, and how to speak of its faults.
#[derive(Debug, Args)]
pub struct SiteArgs {
    /// Folder of the site
    #[arg(long, default_value = ".", value_name = "DIR")]
    pub root: PathBuf,
    /// Build drafts too, and pages that are not public yet or no more
    #[arg(long)]
    pub drafts: bool,
    /// The time to build for, such as 2026-11-20 or "2026-11-20 08:30"; by default now in China
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    pub now: Option<DateTime>,
    /// Number of threads; by default one a core
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=512))]
    pub jobs: Option<u16>,
    /// Shape of diagnostics
    #[arg(long, value_enum, default_value = "full")]
    pub format: FormatArg,
}

/// `lyceum build`
#[derive(Debug, Args)]
pub struct BuildArgs {
    /// Which site
    #[command(flatten)]
    pub site: SiteArgs,
    /// Folder for the published site; by default `public` in the site's folder
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Address of the published site, in place of that in site.toml
    #[arg(long, value_name = "URL", value_parser = parse_base_url)]
    pub base_url: Option<BaseUrl>,
    /// Build no search index
    #[arg(long)]
    pub no_search: bool,
    /// Make a copy that is opened from a disk, without a web host
    #[arg(long)]
    pub offline: bool,
    /// Days for which scripts, styles and search files of the former site stay, for pages still open in a browser;
    /// 0 removes them at once
    #[arg(long, default_value_t = 7, value_name = "N", value_parser = clap::value_parser!(u16).range(0..=365))]
    pub keep_days: u16,
    /// Tell how long each stage took
    #[arg(long)]
    pub timings: bool,
}

/// `lyceum check`
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Which site
    #[command(flatten)]
    pub site: SiteArgs,
    /// Mend what nobody need think about: brackets, widths, forms of dates, tabs
    #[arg(long)]
    pub fix: bool,
    /// Ask the web whether the addresses elsewhere are still there; what is found out is kept in
    /// .lyceum/links.json
    #[arg(long)]
    pub external: bool,
}

/// `lyceum diff`
#[derive(Debug, Args)]
pub struct DiffArgs {
    /// The former site: its folder, or its .lyceum-manifest
    pub old: PathBuf,
    /// The new one
    pub new: PathBuf,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// `lyceum deploy`
#[derive(Debug, Args)]
pub struct DeployArgs {
    /// A folder, `user@host:path` or `rsync://host/path` for rsync, or `s3://bucket/prefix`
    pub target: String,
    /// Folder of the site
    #[arg(long, default_value = ".", value_name = "DIR")]
    pub root: PathBuf,
    /// Folder of the published site; by default `public` in the site's folder
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Change nothing and print what would be sent and removed
    #[arg(long)]
    pub dry_run: bool,
    /// As that of `lyceum build`, for the files at the target
    #[arg(long, default_value_t = 7, value_name = "N", value_parser = clap::value_parser!(u16).range(0..=365))]
    pub keep_days: u16,
    /// Deploy nothing and print the configuration of nginx for a site in the folder TARGET
    #[arg(long)]
    pub nginx: bool,
}

/// `lyceum report`
#[derive(Debug, Args)]
pub struct ReportArgs {
    /// Which site
    #[command(flatten)]
    pub site: SiteArgs,
    /// Write one page to read, send around and print
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
    /// Write tables for a spreadsheet into this folder
    #[arg(long, value_name = "DIR")]
    pub csv: Option<PathBuf>,
    /// Print short Markdown for a CI run
    #[arg(long)]
    pub summary: bool,
}

/// `lyceum serve`
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// Folder of the site
    #[arg(long, default_value = ".", value_name = "DIR")]
    pub root: PathBuf,
    /// Show drafts too, and pages that are not public yet or no more
    #[arg(long)]
    pub drafts: bool,
    /// The time to build for, such as 2026-11-20 or "2026-11-20 08:30"; by default now in China
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    pub now: Option<DateTime>,
    /// Address to listen on
    #[arg(long, default_value = "127.0.0.1:1111", value_name = "ADDR:PORT")]
    pub addr: SocketAddr,
    /// Let telephones and other devices in this network look too
    #[arg(long)]
    pub lan: bool,
    /// Open the site in the browser
    #[arg(long)]
    pub open: bool,
}

/// `lyceum search`
#[derive(Debug, Args)]
pub struct SearchArgs {
    /// What to search for
    #[arg(required_unless_present = "verify", default_value = "")]
    pub query: String,
    /// Folder with the published search files
    #[arg(long, default_value = "public/search", value_name = "DIR")]
    pub index: PathBuf,
    /// Search nothing: prove that the files are whole and not damaged
    #[arg(long, conflicts_with_all = ["query", "json", "limit", "filter", "explain", "literal", "now"])]
    pub verify: bool,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
    /// Tell how the query was understood and why pages rank where they do
    #[arg(long, conflicts_with = "json")]
    pub explain: bool,
    /// Take this part of the query for a word, not for a filter; may be repeated
    #[arg(long, value_name = "TEXT")]
    pub literal: Vec<String>,
    /// The day from which 今天 and 周六 are counted; by default today in China
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub now: Option<Date>,
    /// Most results
    #[arg(long, default_value_t = 10, value_name = "N")]
    pub limit: usize,
    /// Show only pages with this value, such as `town=方洞镇`; may be repeated
    #[arg(long, value_name = "KEY=VALUE", value_parser = parse_pair)]
    pub filter: Vec<(String, String)>,
}

/// `lyceum new`
#[derive(Debug, Args)]
pub struct NewArgs {
    /// Type of the page, such as `course` or `课程`; asked for on a terminal
    #[arg(value_name = "TYPE")]
    pub kind: Option<String>,
    /// Title of the page; asked for on a terminal
    pub title: Option<String>,
    /// A field, such as `fee=0` or `费用（元）=0`; may be repeated
    #[arg(long, value_name = "KEY=VALUE", value_parser = parse_pair)]
    pub set: Vec<(String, String)>,
    /// Folder of the site
    #[arg(long, default_value = ".", value_name = "DIR")]
    pub root: PathBuf,
}

/// `lyceum schema`
#[derive(Debug, Args)]
pub struct SchemaArgs {
    /// Folder of the site
    #[arg(long, default_value = ".", value_name = "DIR")]
    pub root: PathBuf,
}

/// `lyceum init`
#[derive(Debug, Args)]
pub struct InitArgs {
    /// Folder to make
    pub dir: PathBuf,
}

/// `lyceum import`
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// Files to import: .docx, .html, .xlsx, .csv
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Folder of the site
    #[arg(long, default_value = ".", value_name = "DIR")]
    pub root: PathBuf,
    /// Type of the pages, such as `course` or `课程`; by default found out
    #[arg(long = "type", value_name = "TYPE")]
    pub kind: Option<String>,
    /// Folder or, for one page, file in the site; by default `content/` and the type
    #[arg(long, value_name = "PATH")]
    pub out: Option<String>,
}

/// What `lyceum ledger` does.
#[derive(Debug, Subcommand)]
pub enum LedgerCommand {
    /// Write counts without people, as CSV
    Merge(MergeArgs),
}

/// `lyceum ledger merge`
#[derive(Debug, Args)]
pub struct MergeArgs {
    /// Files that residents exported from their learning record: .json or .csv
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Put pages and months of fewer learners than this together
    #[arg(long, default_value_t = 5, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub least: u16,
    /// Shape of diagnostics
    #[arg(long, value_enum, default_value = "full")]
    pub format: FormatArg,
}

/// A language of messages.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum LangArg {
    /// Chinese
    Zh,
    /// English
    En,
}

/// A shape of diagnostics.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum FormatArg {
    /// With the lines at fault
    Full,
    /// One line each
    Concise,
    /// One JSON object a line
    Json,
    /// Annotations for GitHub
    Github,
}

impl From<FormatArg> for Format {
    fn from(arg: FormatArg) -> Self {
        match arg {
            FormatArg::Full => Self::Full,
            FormatArg::Concise => Self::Concise,
            FormatArg::Json => Self::Json,
            FormatArg::Github => Self::Github,
        }
    }
}

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Done.
    Done,
    /// Two sites differ.
    Differs,
    /// The content is faulty.
    ContentFaults,
    /// The command line or the settings are faulty, or the machine refuses.
    Misuse,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Done => Self::SUCCESS,
            Outcome::Differs | Outcome::ContentFaults => Self::from(1),
            Outcome::Misuse => Self::from(2),
        }
    }
}

/// Runs a command.
pub fn run(cli: &Cli) -> Outcome {
    let lang = match cli.lang {
        Some(LangArg::Zh) => Lang::Zh,
        Some(LangArg::En) => Lang::En,
        None => console::system_lang(),
    };
    let console = Console::new(lang);
    match &cli.command {
        Command::Build(args) => build::run(args, &console),
        Command::Serve(args) => serve::run(args, &console),
        Command::Check(args) => check::run(args, &console),
        Command::Diff(args) => diff::run(args, &console),
        Command::Deploy(args) => deploy::run(args, &console),
        Command::Report(args) => report::run(args, &console),
        Command::Search(args) => search::run(args, &console),
        Command::New(args) => create::new_page(args, &console),
        Command::Init(args) => create::init(args, &console),
        Command::Schema(args) => schema::run(args, &console),
        Command::Import(args) => import::run(args, &console),
        Command::Ledger(LedgerCommand::Merge(args)) => ledger::merge(args, &console),
    }
}

fn parse_date(text: &str) -> Result<Date, String> {
    parse_moment(text)
        .map(|moment| moment.date)
        .ok_or_else(|| "write it like 2026-11-20".to_owned())
}

fn parse_time(text: &str) -> Result<DateTime, String> {
    parse_moment(text)
        .map(Moment::begin)
        .ok_or_else(|| "write it like 2026-11-20 or \"2026-11-20 08:30\"".to_owned())
}

fn parse_base_url(text: &str) -> Result<BaseUrl, String> {
    BaseUrl::parse(text).ok_or_else(|| "write it like https://example.org/portal/".to_owned())
}

fn parse_pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() && !value.is_empty() => {
            Ok((key.to_owned(), value.to_owned()))
        }
        _ => Err("write it like town=方洞镇".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
