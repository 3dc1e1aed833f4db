//! Addresses elsewhere that a site links to: are they still there?
//!
//! In: [`Resolved`]. Out: [`links`], every such address and where the site names it; what [`ask()`] finds
//! out of them and [`Memory`] keeps becomes warnings through [`tell`]. Other people's sites never keep
//! this one from being published.

mod ask;
mod hosts;
mod memory;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use url::Url;

use crate::diag::{Code, Diagnostic, Diagnostics, Message};
use crate::markdown::Link;
use crate::msg;
use crate::resolve::{Resolved, Text};
use crate::source::Span;

pub use ask::{Manner, ask, is_offline};
pub use memory::{FRESH_DAYS, MEMORY, Memory, Seen};

/// What became of asking for an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// It is there.
    Good,
    /// It is there, at an address that takes its place for good.
    Moved(String),
    /// It is not there: status 404 or 410.
    Gone(u16),
    /// The server is at fault, twice in a row: a status from 500.
    Faulty(u16),
    /// The server does not tell a program: status 403, 429 and the like. A browser may well see it.
    Refused(u16),
    /// There was no answer.
    Unreachable(Why),
}

/// Why there was no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// It is no web address.
    NoAddress,
    /// No computer has the name.
    NoHost,
    /// The connection was refused or lost.
    NoConnection,
    /// The connection is not secure: a certificate that has run out or is for another name.
    Insecure,
    /// It took too long.
    Timeout,
    /// It leads on and on.
    Redirects,
    /// It leads from the web to a machine of a private network.
    Private,
}

impl Answer {
    /// Whether the page was seen.
    pub fn is_good(&self) -> bool {
        matches!(self, Self::Good | Self::Moved(_))
    }

    /// Whether whoever follows the link sees no page.
    pub fn is_dead(&self) -> bool {
        matches!(self, Self::Gone(_) | Self::Faulty(_) | Self::Unreachable(_))
    }

    /// In a few words.
    pub fn in_words(&self) -> Message {
        match self {
            Self::Good => msg!(en: "there", zh: "能打开"),
            Self::Moved(to) => msg!(en: "moved to {to}", zh: "已搬到 {to}"),
            Self::Gone(code) => msg!(en: "the page is gone ({code})", zh: "网页没有了（{code}）"),
            Self::Faulty(code) => {
                msg!(en: "the server is out of order ({code})", zh: "对方网站出故障（{code}）")
            }
            Self::Refused(code) => {
                msg!(en: "it tells no program ({code})", zh: "对方不让程序查看（{code}）")
            }
            Self::Unreachable(why) => match why {
                Why::NoAddress => msg!(en: "it is no web address", zh: "不是完整的网址"),
                Why::NoHost => msg!(en: "there is no such host", zh: "没有这个网站"),
                Why::NoConnection => msg!(en: "there is no connection", zh: "连接不上"),
                Why::Insecure => {
                    msg!(en: "the connection is not secure", zh: "安全连接失败，证书过期或不对")
                }
                Why::Timeout => msg!(en: "it takes too long", zh: "等太久没有回应"),
                Why::Redirects => msg!(en: "it leads in circles", zh: "反复跳转"),
                Why::Private => {
                    msg!(en: "it leads to a private network", zh: "跳转到了内部网络")
                }
            },
        }
    }
}

/// A place in the site that names an address.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Where it stands.
    pub span: Span,
    /// The address as it is written.
    pub written: String,
}

/// Every web address that the site's texts, fields and menu name, in the form in which it is asked for:
/// without its fragment. All places of each, in order.
pub fn links(resolved: &Resolved) -> BTreeMap<String, Vec<Place>> {
    let mut found: BTreeMap<String, Vec<Place>> = BTreeMap::new();
    let mut add = |written: &str, span: Span| {
        if let Some(address) = address(written) {
            found.entry(address).or_default().push(Place {
                span,
                written: written.to_owned(),
            });
        }
    };
    for item in &resolved.config.menu {
        add(&item.url, item.span);
    }
    for (_, text) in resolved.texts() {
        for (written, span) in written_in(text) {
            add(written, span);
        }
    }
    for places in found.values_mut() {
        places.sort();
        places.dedup();
    }
    found
}

/// What a text's links and fields lead to, with their places; the site's own addresses too.
fn written_in(text: &Text) -> impl Iterator<Item = (&str, Span)> {
    let links = text.hrefs.iter().zip(&text.markdown.links);
    let links = links.filter_map(|(href, Link { span, .. })| Some((href.as_deref()?, *span)));
    let fields = text.field_hrefs.iter();
    let fields = fields.map(|(span, href)| (href.as_str(), *span));
    links.chain(fields)
}

/// The address to ask for, if it is one of the web. What is none after all, `https://[`, is kept as it is
/// written, and told when its turn comes.
fn address(written: &str) -> Option<String> {
    let begins = |prefix: &str| {
        let start = written.get(..prefix.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(prefix))
    };
    let whole = if begins("//") {
        format!("https:{written}")
    } else if begins("https:") || begins("http:") {
        written.to_owned()
    } else {
        return None;
    };
    Some(match Url::parse(&whole) {
        Ok(mut url) => {
            url.set_fragment(None);
            url.into()
        }
        Err(_) => whole,
    })
}

/// Warns of each place that names an address which is not there, or no more.
pub fn tell(links: &BTreeMap<String, Vec<Place>>, memory: &Memory, diags: &mut Diagnostics) {
    for (address, places) in links {
        let Some(seen) = memory.get(address) else {
            continue;
        };
        for place in places {
            if let Answer::Moved(to) = &seen.answer {
                diags.push(moved(place, to));
            } else if seen.answer.is_dead() {
                diags.push(dead(place, seen));
            }
        }
    }
}

fn moved(Place { span, written }: &Place, to: &str) -> Diagnostic {
    let fragment = written.split_once('#').map(|(_, fragment)| fragment);
    let to = match fragment {
        Some(fragment) if !to.contains('#') => format!("{to}#{fragment}"),
        _ => to.to_owned(),
    };
    Diagnostic::warning(
        Code::MovedLink,
        *span,
        msg!(en: "`{written}` has moved for good", zh: "`{written}` 已经永久搬家"),
    )
    .help(msg!(en: "write `{to}`", zh: "改写成 `{to}`"))
}

fn dead(Place { span, written }: &Place, seen: &Seen) -> Diagnostic {
    let Message { en, zh } = seen.answer.in_words();
    let last = match seen.good {
        Some(day) => msg!(en: "it was there on {day}", zh: "{day} 还能打开"),
        None => msg!(en: "it has never been seen", zh: "从来没有打开过"),
    };
    let (last_en, last_zh) = (last.en, last.zh);
    Diagnostic::warning(
        Code::DeadLink,
        *span,
        msg!(en: "`{written}` cannot be opened: {en}", zh: "`{written}` 打不开：{zh}"),
    )
    .help(msg!(
        en: "{last_en}; write another address, or say in the text that the page is no longer there",
        zh: "{last_zh}；换一个网址，或者在文中注明原网页已经不在",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_page_is_one_address() {
        let asked = |written| address(written);
        let whole = Some("https://www.luxian.gov.cn/zwgk?id=1".to_owned());
        assert_eq!(asked("https://www.luxian.gov.cn/zwgk?id=1#gs"), whole);
        assert_eq!(asked("HTTPS://WWW.luxian.gov.cn:443/zwgk?id=1"), whole);
        assert_eq!(asked("//www.luxian.gov.cn/zwgk?id=1"), whole);
        assert_eq!(
            asked("http://政务.中国/通知").as_deref(),
            Some("http://xn--zfr164b.xn--fiqs8s/%E9%80%9A%E7%9F%A5")
        );
        for own in ["/course/", "tel:08308191234", "mailto:a@b.cn", "#节", ""] {
            assert_eq!(asked(own), None, "{own}");
        }
    }
}
