//! Pictures: what is made of those that pages show, and what is taken out of those that are copied.
//!
//! In: [`Resolved`], and the bytes of its picture files. Out: [`Images`]: for each picture smaller ones for
//! every screen, its size and its colour, and the files to publish. All of it is a function of the bytes of a
//! file and of how it is made, so it is kept for the next build ([`cache`]) and the same on any number of
//! threads. A picture that cannot be read is a fault at the first place that names it.
//!
//! The files themselves are published too, for whoever wants to have them; [`place`] sees to it that they do
//! not say where they were taken. `docs/images.md` says what an editor and a theme must know.

mod cache;
mod decode;
mod encode;
mod markup;
pub mod place;
mod shown;
mod svg;
mod tone;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use crate::diag::{Code, Diagnostic, Diagnostics, Message};
use crate::msg;
use crate::progress::{Progress, Step};
use crate::render::Body;
use crate::resolve::{FileSource, Resolved, Text};
use crate::source::Span;
use crate::url::{BaseUrl, UrlPath};
use crate::world::World;

use cache::{Files, Made};
use decode::{Fault, MOST_BYTES, MOST_PIXELS, Opened};
use encode::Encoded;
pub(crate) use markup::around;
use shown::Shown;
pub(crate) use shown::TAKEN_HOME;
use tone::Tone;

/// Where pictures are published.
const FOLDER: &str = "assets/images";

/// Width and height of a picture that is shared: what Open Graph asks for, and messengers crop least.
pub(crate) const SHARED: (u32, u32) = (1200, 630);

/// The picture that stands for a site without one of its own: the scales of the default theme and the open book of
/// its sign, without words, for messengers show the title beside it.
const DRAWN: &[u8] = include_bytes!("images/share.png");

/// A picture, as pages show it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Picture {
    /// The address for browsers that know nothing better: a JPEG or PNG, or the file as it is.
    pub(crate) url: String,
    /// Width and height in pixels.
    pub(crate) size: Option<(u32, u32)>,
    /// The same as WebP, for `srcset`; empty where there is none.
    pub(crate) webp: String,
    /// The class of its colour.
    pub(crate) tone: Option<String>,
    /// The address of what is shared.
    shared: Option<UrlPath>,
}

impl Picture {
    /// A picture of which nothing is known: one elsewhere.
    pub(crate) fn unknown(url: String) -> Self {
        Self {
            url,
            ..Self::default()
        }
    }
}

/// What stands for a page where it is shared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SharedPicture {
    /// Its address in the site.
    pub(crate) url: UrlPath,
    /// What it shows.
    pub(crate) alt: String,
}

/// The pictures of a site.
#[derive(Debug, Default)]
pub(crate) struct Images {
    /// By the addresses that pages name.
    pictures: BTreeMap<String, Picture>,
    /// The style sheet of their colours; empty if they have none.
    pub(crate) css: String,
    /// What stands for pages without pictures.
    common: Option<SharedPicture>,
    files: Files,
}

impl Images {
    /// The picture at an address that a page names.
    pub(crate) fn get(&self, href: &str) -> Option<&Picture> {
        self.pictures.get(href)
    }

    /// Every picture by the address that pages name.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&String, &Picture)> {
        self.pictures.iter()
    }

    /// What stands for a text where its page is shared.
    pub(crate) fn shared(&self, text: Option<&Text>) -> Option<SharedPicture> {
        let own = text.into_iter().flat_map(shown::standing_for);
        let mut own = own.filter_map(|(href, alt)| {
            let url = self.get(href)?.shared.clone()?;
            let alt = alt.to_owned();
            Some(SharedPicture { url, alt })
        });
        own.next().or_else(|| self.common.clone())
    }

    /// The files to publish, by path.
    pub(crate) fn files(&self) -> impl Iterator<Item = (String, Body)> {
        let files = self.files.iter();
        files.map(|(name, body)| (format!("{FOLDER}/{name}"), body.clone()))
    }
}

/// Makes the pictures of a site.
pub(crate) fn make(
    site: &Resolved,
    world: &dyn World,
    progress: Progress<'_>,
    diags: &mut Diagnostics,
) -> Images {
    let shown = shown::shown(site);
    let recalled: Vec<Result<Recalled, Fault>> = shown
        .par_iter()
        .map(|one| recall(site, world, one))
        .collect();
    let all = recalled
        .iter()
        .filter(|one| matches!(one, Ok(Recalled::Wanted(_))));
    let all = all.count();
    let done = AtomicUsize::new(0);
    let made: Vec<Result<(Made, Files), Fault>> = shown
        .par_iter()
        .zip(recalled)
        .map(|(one, recalled)| match recalled? {
            Recalled::Known(made, files) => Ok((made, files)),
            Recalled::Wanted(key) => {
                let made = read(site, world, one.source)
                    .and_then(|bytes| make_one(world, &bytes, &key, one.is_shared));
                let done = done.fetch_add(1, Ordering::Relaxed) + 1;
                progress(Step::Picture { done, all });
                made
            }
        })
        .collect();
    let mut images = Images::default();
    let mut tones: BTreeSet<Tone> = BTreeSet::new();
    for (one, made) in shown.iter().zip(made) {
        match made {
            Ok((made, files)) => {
                images.files.extend(files);
                let picture = picture(&made, &one.href, &site.config.base_url);
                images.pictures.insert(one.href.clone(), picture);
                tones.extend(made.tone);
            }
            Err(fault) => {
                let mut found = Diagnostics::default();
                found.push(told(&fault, one.place));
                if !one.is_own {
                    found.soften();
                }
                diags.merge(found);
            }
        }
    }
    images.css = tone::css(&tones.iter().collect());
    images.stand_for_all(site, diags);
    images
}

/// What is known of a picture before any work is done.
enum Recalled {
    /// It was made before, or is a drawing.
    Known(Made, Files),
    /// It is to be made, and kept under this name.
    Wanted(String),
}

fn recall(site: &Resolved, world: &dyn World, one: &Shown<'_>) -> Result<Recalled, Fault> {
    let bytes = read(site, world, one.source)?;
    if one.is_svg {
        let made = Made {
            size: svg::size(&bytes).unwrap_or_default(),
            ..Made::default()
        };
        return Ok(Recalled::Known(made, Files::new()));
    }
    let key = cache::key(&bytes, one.is_shared);
    Ok(match cache::recall(world, &key) {
        Some((made, files)) => Recalled::Known(made, files),
        None => Recalled::Wanted(key),
    })
}

fn read<'a>(
    site: &'a Resolved,
    world: &dyn World,
    source: &FileSource,
) -> Result<Cow<'a, [u8]>, Fault> {
    let path = match source {
        FileSource::World(path) => path,
        FileSource::Theme(name) => {
            let own = site.theme.statics.get(name);
            return Ok(own.map(|bytes| Cow::Borrowed(&**bytes)).unwrap_or_default());
        }
    };
    let unreadable = |error: std::io::Error| Fault::Unreadable(error.to_string());
    let length = world.size(path).map_err(unreadable)?;
    if length > MOST_BYTES {
        return Err(Fault::Bytes(length));
    }
    world.read(path).map(Cow::Owned).map_err(unreadable)
}

fn make_one(
    world: &dyn World,
    bytes: &[u8],
    key: &str,
    is_shared: bool,
) -> Result<(Made, Files), Fault> {
    let mut files = Files::new();
    let mut keep = |encoded: Encoded| {
        let name = cache::name(&encoded.bytes, encoded.extension);
        let body = cache::keep(world, &name, encoded.bytes);
        files.insert(name.clone(), body);
        name
    };
    let unwritable = |encode::Unwritable(why)| Fault::Broken(why);
    let made = match decode::open(bytes)? {
        Opened::Moving { width, height } => Made {
            size: (width, height),
            ..Made::default()
        },
        Opened::Still { pixels, is_drawn } => {
            let webp = encode::webp(&pixels, is_drawn).map_err(unwritable)?;
            let fallback = encode::fallback(&pixels).map_err(unwritable)?;
            let widest = webp.last().map_or(fallback.width, |widest| widest.width);
            let shared = if is_shared {
                encode::shared(&pixels).map_err(unwritable)?
            } else {
                None
            };
            Made {
                size: (widest, encode::height_at(&pixels, widest)),
                tone: Tone::of(&pixels),
                webp: webp.into_iter().map(|one| (one.width, keep(one))).collect(),
                fallback: Some(keep(fallback)),
                shared: shared.map(keep),
            }
        }
    };
    cache::keep_list(world, key, &made);
    Ok((made, files))
}

/// Where a picture that was made is published.
fn published(name: &str) -> UrlPath {
    UrlPath::file(&format!("{FOLDER}/{name}"))
}

fn picture(made: &Made, href: &str, base_url: &BaseUrl) -> Picture {
    let webp = made.webp.iter();
    let webp = webp.map(|(width, name)| format!("{} {width}w", base_url.href(&published(name))));
    let fallback = made.fallback.as_ref();
    Picture {
        url: fallback.map_or_else(|| href.to_owned(), |name| base_url.href(&published(name))),
        size: Some(made.size).filter(|(width, _)| *width > 0),
        webp: webp.collect::<Vec<_>>().join(", "),
        tone: made.tone.as_ref().map(Tone::class),
        shared: made.shared.as_deref().map(published),
    }
}

impl Images {
    /// What stands for pages without pictures: the settings' picture, else one that is drawn. It is needed
    /// only where the site's address is known, for a shared picture has a whole address.
    fn stand_for_all(&mut self, site: &Resolved, diags: &mut Diagnostics) {
        let config = &site.config;
        let mut own = None;
        if let Some(setting) = &config.share_image {
            let picture = self.get(&setting.href(&config.base_url));
            own = picture.and_then(|picture| picture.shared.clone());
            if own.is_none() {
                diags.push(no_shared(&setting.url, setting.span));
            }
        }
        if !config.base_url.has_origin() {
            return;
        }
        let url = own.unwrap_or_else(|| {
            let name = cache::name(DRAWN, "png");
            let url = published(&name);
            self.files.insert(name, Body::Bytes(DRAWN.into()));
            url
        });
        self.common = Some(SharedPicture {
            url,
            alt: config.title.clone(),
        });
    }
}

/// The settings name no picture that can be shared.
fn no_shared(url: &str, place: Span) -> Diagnostic {
    let (width, height) = (SHARED.0 / 2, SHARED.1 / 2);
    Diagnostic::error(
        Code::InvalidValue,
        place,
        msg!(en: "`{url}` cannot be shared", zh: "`{url}` 不能作分享图"),
    )
    .help(msg!(
        en: "write the address of a JPEG or PNG of the site, such as `/images/share.jpg`, of {width} × {height} pixels at least",
        zh: "写本站一张 JPEG 或 PNG 图片的网址，例如 `/images/share.jpg`，至少 {width}×{height} 像素",
    ))
}

/// A picture that cannot be shown, as a fault.
fn told(fault: &Fault, place: Span) -> Diagnostic {
    let (message, help): (Message, Message) = match fault {
        Fault::Broken(why) => (
            msg!(en: "the picture cannot be read: {why}", zh: "这张图片打不开：{why}"),
            msg!(
                en: "open it in an image editor and save it anew as JPEG or PNG",
                zh: "用看图软件打开，另存为 JPEG 或 PNG；打不开就换一张",
            ),
        ),
        Fault::Unknown => (
            msg!(
                en: "the picture is no JPEG, PNG, WebP or GIF",
                zh: "这张图片打不开：它不是 JPEG、PNG、WebP 或 GIF",
            ),
            msg!(
                en: "put the picture itself there: what was saved may be a page that shows it",
                zh: "换上图片本身：存下来的可能是网页，不是图片",
            ),
        ),
        Fault::Foreign(kind) => (
            msg!(
                en: "the picture is a {kind} file, which many browsers do not show",
                zh: "这张图片其实是 {kind} 格式，很多浏览器显示不了",
            ),
            msg!(
                en: "open it and save it as JPEG: changing the name is not enough",
                zh: "打开后另存为 JPEG；只改文件名没有用",
            ),
        ),
        Fault::Pixels(width, height) => {
            let most = MOST_PIXELS / 1_000_000;
            (
                msg!(
                    en: "the picture is too large: {width} × {height} pixels",
                    zh: "这张图片太大：{width}×{height} 像素",
                ),
                msg!(
                    en: "make it smaller: at most {most} million pixels are taken, 2000 across are plenty",
                    zh: "先缩小：最多 {most} 百万像素，宽 2000 像素就很清楚了",
                ),
            )
        }
        Fault::Bytes(bytes) => {
            let (size, most) = (bytes / 1_000_000, MOST_BYTES / 1_000_000);
            (
                msg!(en: "the picture is too large: {size} MB", zh: "这张图片太大：{size} MB"),
                msg!(
                    en: "make it smaller: at most {most} MB are read, 2000 pixels across are plenty",
                    zh: "先缩小：最多 {most} MB，宽 2000 像素就很清楚了",
                ),
            )
        }
        Fault::Unreadable(why) => (
            msg!(en: "the picture cannot be read: {why}", zh: "这张图片读不了：{why}"),
            msg!(en: "check that the file may be read", zh: "看看这个文件有没有读取权限"),
        ),
    };
    Diagnostic::error(Code::BadPicture, place, message).help(help)
}
