//! Which thing of schema.org a page is about, by its type.

use super::facts::{Facts, text};
use super::node::Node;
use crate::metadata::{Metadata, cover, iso, tables};
use crate::resolve::Page;

/// The thing that a page is about. None for a person who has not agreed to it.
pub(super) fn of_page(metadata: &Metadata<'_>, page: &Page) -> Option<Node> {
    let facts = Facts {
        metadata,
        site: metadata.site,
        page,
    };
    let kind = &*page.text.front.kind.key;
    Some(match kind {
        "course" => course(facts),
        "heritage_lesson" => lesson(facts),
        "event" => event(facts),
        "event_series" => thing("EventSeries", facts)
            .with("organizer", facts.organization("organizer"))
            .with("keywords", facts.keywords()),
        "venue" => venue(facts),
        "org" => org(facts),
        "policy" => policy(facts),
        "heritage" => heritage(facts),
        "heritage_site" => place("LandmarksOrHistoricalBuildings", facts),
        "person" => person(facts)?,
        "news" => work("NewsArticle", facts)
            .with("headline", Some(page.title.as_str()))
            .with("citation", facts.text("source"))
            .with("about", facts.named("Event", facts.record(), "event")),
        "article" | "town_feature" => {
            work("Article", facts).with("headline", Some(page.title.as_str()))
        }
        // What a site's own types are about only the site knows.
        _ => work("WebPage", facts),
    })
}

/// What is said of everything.
fn thing(kind: &str, facts: Facts<'_>) -> Node {
    let (site, page) = (facts.site, facts.page);
    let url = site.config.base_url.absolute(&page.url);
    let summary = Some(page.text.summary()).filter(|summary| !summary.is_empty());
    Node::new(kind)
        .with("@id", Some(format!("{url}#it")))
        .with("url", Some(url))
        .with("name", Some(page.title.as_str()))
        .with("description", summary)
        .with("image", cover(site, &page.text).map(|(image, _)| image))
}

/// What is said of everything that somebody made.
fn work(kind: &str, facts: Facts<'_>) -> Node {
    let language = facts.record().text("lang");
    let front = &facts.page.text.front;
    let town = |name| Node::new("Place").with("name", Some(name));
    let license = facts.text("license");
    thing(kind, facts)
        .with(
            "inLanguage",
            Some(language.unwrap_or(&facts.site.config.language)),
        )
        .with("datePublished", front.date.map(iso))
        .with("dateModified", front.updated.map(iso))
        .with("publisher", facts.organization("owner"))
        .with("keywords", facts.keywords())
        .with("license", license.filter(|text| text.starts_with("http")))
        .with_all("audience", facts.audiences())
        .with_all("spatialCoverage", facts.towns().into_iter().map(town))
}

fn course(facts: Facts<'_>) -> Node {
    let record = facts.record();
    let mode = match facts.text("mode") {
        Some("线上") => Some("online"),
        Some("线下") => Some("onsite"),
        Some("混合") => Some("blended"),
        _ => None,
    };
    let instance = || {
        Node::new("CourseInstance")
            .with("courseMode", mode)
            .with("courseWorkload", facts.minutes("duration_min"))
            .with("maximumAttendeeCapacity", facts.number("capacity"))
    };
    let sessions = tables(record, "sessions");
    let instances: Vec<Node> = if sessions.is_empty() {
        vec![instance()]
    } else {
        let dated = sessions.iter().map(|session| {
            instance()
                .with("startDate", session.moment("start").map(iso))
                .with("endDate", session.moment("end").map(iso))
                .with("location", facts.named("Place", session, "venue"))
        });
        dated.collect()
    };
    work("Course", facts)
        .with("provider", facts.organization("owner"))
        .with("coursePrerequisites", facts.text("prerequisite"))
        .with("timeRequired", facts.minutes("duration_min"))
        .with("offers", offer(facts))
        .with_all("hasCourseInstance", instances)
}

/// What it costs, in yuan.
fn offer(facts: Facts<'_>) -> Option<Node> {
    let price = facts.number("fee")?;
    let free = facts.is_free()?.then_some("Free");
    Some(
        Node::new("Offer")
            .with("price", Some(price))
            .with("priceCurrency", Some("CNY"))
            .with("category", free),
    )
}

fn lesson(facts: Facts<'_>) -> Node {
    let record = facts.record();
    let youngest = facts.number("age_min").map(|age| format!("{age}-"));
    work("LearningResource", facts)
        .with(
            "learningResourceType",
            Some(
                facts
                    .page
                    .text
                    .front
                    .kind
                    .label
                    .text(facts.site.config.lang()),
            ),
        )
        .with("timeRequired", facts.minutes("duration_min"))
        .with("educationalLevel", facts.text("difficulty"))
        .with("typicalAgeRange", youngest)
        .with("teaches", facts.named("DefinedTerm", record, "heritage"))
}

fn event(facts: Facts<'_>) -> Node {
    let record = facts.record();
    // 计划 is not yet what schema.org calls scheduled.
    let status = match facts.text("status") {
        Some("确定") => Some("https://schema.org/EventScheduled"),
        Some("延期") => Some("https://schema.org/EventPostponed"),
        Some("取消") => Some("https://schema.org/EventCancelled"),
        _ => None,
    };
    let place = facts.named("Place", record, "venue");
    let online = facts.text("online_url");
    let mode = match (&place, online) {
        (Some(_), Some(_)) => Some("Mixed"),
        (Some(_), None) => Some("Offline"),
        (None, Some(_)) => Some("Online"),
        (None, None) => None,
    };
    let online = online.map(|url| Node::new("VirtualLocation").with("url", Some(url)));
    thing("Event", facts)
        .with("startDate", facts.date("start"))
        .with("endDate", facts.date("end"))
        .with("eventStatus", status)
        .with(
            "eventAttendanceMode",
            mode.map(|mode| format!("https://schema.org/{mode}EventAttendanceMode")),
        )
        .with_all("location", place.into_iter().chain(online))
        .with("organizer", facts.organization("organizer"))
        .with(
            "superEvent",
            facts.named("EventSeries", record, "event_series"),
        )
        .with("keywords", facts.keywords())
        .with_all("audience", facts.audiences())
}

fn place(kind: &str, facts: Facts<'_>) -> Node {
    let town = |name| Node::new("AdministrativeArea").with("name", Some(name));
    thing(kind, facts)
        .with("address", facts.address())
        .with("geo", facts.geo())
        .with_all("containedInPlace", facts.towns().into_iter().map(town))
}

fn venue(facts: Facts<'_>) -> Node {
    let kind = match facts.text("venue_kind") {
        Some("博物馆") => "Museum",
        Some("图书馆" | "农家书屋") => "Library",
        _ => "Place",
    };
    place(kind, facts)
        .with("telephone", facts.telephone("phone"))
        .with("isAccessibleForFree", facts.is_free())
        .with_all("openingHoursSpecification", facts.opening_hours())
}

fn org(facts: Facts<'_>) -> Node {
    let kind = match facts.text("tier") {
        Some("部门") => "GovernmentOrganization",
        _ => "EducationalOrganization",
    };
    let former = tables(facts.record(), "former_names").into_iter();
    let former = former.filter_map(|one| text(one, "name"));
    thing(kind, facts)
        .with("parentOrganization", facts.organization("parent"))
        .with("address", facts.address())
        .with("telephone", facts.telephone("tel"))
        .with_all("alternateName", former)
        .with_all("areaServed", facts.towns())
}

fn policy(facts: Facts<'_>) -> Node {
    // A document that was changed is partly in force; which part, the model does not say.
    let force = match facts.text("validity") {
        Some("有效") => Some("https://schema.org/InForce"),
        Some("失效" | "废止") => Some("https://schema.org/NotInForce"),
        _ => None,
    };
    let issuer = facts.text("issuer");
    let issuer = issuer.map(|name| Node::new("Organization").with("name", Some(name)));
    let withheld = facts.page.text.front.is_withheld();
    work("Legislation", facts)
        .with("alternateName", facts.text("short_title"))
        .with("legislationIdentifier", facts.text("doc_no"))
        .with("legislationType", facts.text("doc_kind"))
        .with("legislationDate", facts.date("written_on"))
        .with("legislationLegalForce", force)
        .with("legislationPassedBy", issuer)
        .with("expires", facts.date("valid_until"))
        .with(
            "conditionsOfAccess",
            facts.text("disclosure").filter(|_| withheld),
        )
        .with_all("isBasedOn", facts.documents("based_on"))
}

fn heritage(facts: Facts<'_>) -> Node {
    let level = facts.text("level").unwrap_or_default();
    let set = format!("{level}非物质文化遗产项目");
    let listed = facts.text("listed_as");
    thing("DefinedTerm", facts)
        .with(
            "alternateName",
            listed.filter(|name| *name != facts.page.title),
        )
        .with("termCode", facts.text("code"))
        .with(
            "inDefinedTermSet",
            Some(Node::new("DefinedTermSet").with("name", Some(set))),
        )
}

/// Name and role, which the page is about; nothing by which to reach or to recognise somebody. Nobody of
/// a minor.
fn person(facts: Facts<'_>) -> Option<Node> {
    let record = facts.record();
    if record.get("consent").is_none() || record.is_true("minor") {
        return None;
    }
    let url = facts.site.config.base_url.absolute(&facts.page.url);
    Some(
        Node::new("Person")
            .with("@id", Some(format!("{url}#it")))
            .with("url", Some(url))
            .with("name", Some(facts.page.title.as_str()))
            .with("jobTitle", facts.text("role")),
    )
}
