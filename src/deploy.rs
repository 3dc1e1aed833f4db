//! `lyceum deploy`: a published site to where readers get it.
//!
//! In: an output folder ([`Local`]) and a [`Target`]: a folder, a host that rsync reaches, a bucket. Out: the
//! target has that site. Each takes only what changed, what pages name before pages, entries last; then
//! goes what the site no longer has, except what open pages need for a while. What is stopped is taken up
//! again by the next one. The manifest at the target says what is there, and the bytes are looked at before
//! anything is removed ([decision 27](../docs/decisions/0027-deploying.md)).

mod bucket;
mod folder;
mod nginx;
mod rsync;

pub use bucket::{Access, Bucket};
pub use folder::Folder;
pub use nginx::nginx;
pub use rsync::Rsync;

use std::io;
use std::path::{Path, PathBuf};

use jiff::SignedDuration;
use rayon::prelude::*;

use crate::diag::Message;
use crate::manifest::{MANIFEST, Manifest, Version};
use crate::msg;
use crate::world::{OutputError, read_file};

/// Where a site goes, as it is typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A folder of this machine.
    Folder(PathBuf),
    /// `user@host:path`, `rsync://host/module/path`.
    Rsync(String),
    /// `s3://bucket/prefix`.
    Bucket {
        /// The bucket's name.
        name: String,
        /// What the names of all objects begin with; empty, or with `/` at its end.
        prefix: String,
    },
}

impl Target {
    /// What is meant by a text.
    pub fn parse(text: &str) -> Self {
        if let Some(rest) = text.strip_prefix("s3://") {
            let (name, prefix) = rest.split_once('/').unwrap_or((rest, ""));
            let prefix = prefix.trim_matches('/');
            let end = if prefix.is_empty() { "" } else { "/" };
            return Self::Bucket {
                name: name.to_owned(),
                prefix: format!("{prefix}{end}"),
            };
        }
        // As rsync sees it; one letter before the colon is a drive of Windows.
        let host = text.split_once(':').map(|(host, _)| host);
        match host {
            Some(host) if host.chars().count() > 1 && !host.contains(['/', '\\']) => {
                Self::Rsync(text.to_owned())
            }
            _ => Self::Folder(text.into()),
        }
    }
}

/// How it is done.
#[derive(Debug, Clone, Copy)]
pub struct Manner {
    /// How long files stay that open pages need.
    pub keep: SignedDuration,
    /// Whether nothing is changed, and only said what would be.
    pub dry_run: bool,
}

/// What was done, or would be.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Deployed {
    /// Files that are new or changed, in the order in which they are sent.
    pub sent: Vec<String>,
    /// Files that are gone.
    pub removed: Vec<String>,
    /// Files that are no more of the site and stay, for they are not as a build wrote them.
    pub left: Vec<String>,
}

/// Why a site is not deployed. What was done until then stays, and does no harm.
#[derive(Debug, thiserror::Error)]
pub enum DeployError {
    /// There is no whole site to deploy.
    #[error("`{0}` holds no finished site")]
    NoSite(PathBuf),
    /// A file is not as the build wrote it.
    #[error("`{0}` is not as it was built")]
    Changed(String),
    /// The target holds files and none of them came from a build: it might be anything.
    #[error("`{0}` holds files that no build of Lyceum wrote")]
    Foreign(String),
    /// The target is the site's own folder, or in it.
    #[error("`{0}` is the folder of the site itself")]
    Itself(PathBuf),
    /// The target's folder cannot be written to.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// A variable of the environment is missing or makes no sense.
    #[error("`{0}` must be set in the environment")]
    Setting(&'static str),
    /// A program ended with an error, or is not there.
    #[error("{program}: {told}")]
    Program {
        /// Its name.
        program: String,
        /// What it said.
        told: String,
    },
    /// The storage refuses.
    #[error("{what}: {told}")]
    Storage {
        /// What was asked for.
        what: String,
        /// What it answered.
        told: String,
    },
    /// The file system refuses.
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl DeployError {
    /// What is wrong and what to do, in both languages.
    pub fn in_words(&self) -> Message {
        match self {
            Self::NoSite(out) => {
                let out = out.display();
                msg!(
                    en: "`{out}` holds no finished site: run `lyceum build` first",
                    zh: "`{out}` 里没有完整的网站：请先运行 `lyceum build`",
                )
            }
            Self::Changed(path) => msg!(
                en: "`{path}` is not as it was built: run `lyceum build` again",
                zh: "`{path}` 生成后被改过：请重新运行 `lyceum build`",
            ),
            Self::Foreign(target) => msg!(
                en: "`{target}` holds files that no build of Lyceum wrote: choose another place, or empty it",
                zh: "`{target}` 里有不是 Lyceum 生成的文件：请换一个地方，或者先清空它",
            ),
            Self::Itself(target) => {
                let target = target.display();
                msg!(
                    en: "`{target}` is the folder of the site itself: name another",
                    zh: "`{target}` 就是网站的输出文件夹：请换一个地方",
                )
            }
            Self::Output(error) => error.in_words(),
            Self::Setting(name) => msg!(
                en: "`{name}` must be set in the environment; docs/deploy.md says how",
                zh: "需要设置环境变量 `{name}`，见 docs/deploy.md",
            ),
            Self::Program { program, told } => msg!(
                en: "`{program}` failed; what was sent stays, deploy again to go on: {told}",
                zh: "`{program}` 出错；已经传上去的仍然有效，再运行一次即可继续：{told}",
            ),
            Self::Storage { what, told } => msg!(
                en: "{what} failed; what was sent stays, deploy again to go on: {told}",
                zh: "{what} 失败；已经传上去的仍然有效，再运行一次即可继续：{told}",
            ),
            Self::Io(error) => msg!(en: "{error}", zh: "{error}"),
        }
    }
}

/// A site in its output folder.
#[derive(Debug)]
pub struct Local {
    out: PathBuf,
    manifest: Manifest,
}

impl Local {
    /// Opens a folder.
    ///
    /// # Errors
    /// When it holds no finished site.
    pub fn open(out: &Path) -> Result<Self, DeployError> {
        let text = read_file(&out.join(MANIFEST)).unwrap_or_default();
        let manifest = Manifest::parse(&text);
        if !manifest.is_finished() || manifest.is_empty() {
            return Err(DeployError::NoSite(out.to_owned()));
        }
        Ok(Self {
            out: out.to_owned(),
            manifest,
        })
    }

    /// All files and their versions, sorted by path.
    fn files(&self) -> impl Iterator<Item = (&str, Version)> {
        let files = self.manifest.files();
        files.filter_map(|(path, versions)| Some((path, *versions.first()?)))
    }

    /// The bytes of a file, as the build wrote them.
    fn read(&self, path: &str) -> Result<Vec<u8>, DeployError> {
        let bytes = match read_file(&self.out.join(path)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(DeployError::Changed(path.to_owned()));
            }
            bytes => bytes?,
        };
        if self.manifest.versions(path) != [Version::of(&bytes)] {
            return Err(DeployError::Changed(path.to_owned()));
        }
        Ok(bytes)
    }

    /// Whether all files are as the build wrote them.
    fn verify(&self) -> Result<(), DeployError> {
        let paths: Vec<&str> = self.files().map(|(path, _)| path).collect();
        let fault = paths
            .par_iter()
            .find_map_first(|path| self.read(path).err());
        fault.map_or(Ok(()), Err)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_told_by_its_form() {
        let bucket = |name: &str, prefix: &str| Target::Bucket {
            name: name.to_owned(),
            prefix: prefix.to_owned(),
        };
        assert_eq!(Target::parse("s3://learn"), bucket("learn", ""));
        assert_eq!(
            Target::parse("s3://learn/portal/"),
            bucket("learn", "portal/")
        );
        for folder in ["/srv/learn", "public/网站", "C:\\learn", "./a:b"] {
            assert_eq!(Target::parse(folder), Target::Folder(folder.into()));
        }
        for rsync in [
            "rsync://host/www/",
            "editor@learn.example.org:/srv/learn",
            "host:learn",
        ] {
            assert_eq!(Target::parse(rsync), Target::Rsync(rsync.to_owned()));
        }
    }
}
