//! `lyceum search`: the readers' search, on stock tantivy.

use lyceum_index::native::{Explanation, Index};
use lyceum_index::published::Date;
use lyceum_index::{ByKey, Error, Query, SearchResults};

use super::console::Console;
use super::{Outcome, SearchArgs};
use crate::msg;
use crate::theme::built_in_strings;
use crate::world::{now_in_china, read_file};

pub(super) fn run(args: &SearchArgs, console: &Console) -> Outcome {
    let done = if args.verify {
        verify(args, console)
    } else {
        search(args, console)
    };
    match done {
        Ok(()) => Outcome::Done,
        Err(error) => {
            let folder = args.index.display();
            console.fail(&msg!(
                en: "{error}\n`{folder}` must hold the search files of a site; `lyceum build` makes them",
                zh: "{error}\n`{folder}` 里应当有网站的搜索文件，先运行 `lyceum build`",
            ))
        }
    }
}

fn open(args: &SearchArgs) -> Result<Index, Error> {
    Index::open(|name| read_file(&args.index.join(name)))
}

fn verify(args: &SearchArgs, console: &Console) -> Result<(), Error> {
    let index = open(args)?;
    index.verify()?;
    let (pages, files) = (index.documents(), index.files());
    console.say(&msg!(
        en: "{files} files, {pages} pages: whole and undamaged",
        zh: "{files} 个文件，{pages} 个页面：完整无损",
    ));
    Ok(())
}

fn search(args: &SearchArgs, console: &Console) -> Result<(), Error> {
    let mut filters = ByKey::default();
    for (key, value) in &args.filter {
        filters.push(key, value.clone());
    }
    let today = args.now.unwrap_or_else(|| now_in_china().date());
    let query = Query {
        limit: args.limit,
        filters,
        literal: args.literal.clone(),
        today: Date::parse(&today.to_string()),
        ..Query::new(args.query.as_str())
    };
    let index = open(args)?;
    let results = index.search(&query)?;
    if args.json {
        Console::data(serde_json::to_string_pretty(&results).unwrap_or_default());
    } else {
        show(&results, console);
    }
    if args.explain {
        explain(&index.explain(&query)?);
    }
    Ok(())
}

fn show(results: &SearchResults, console: &Console) {
    let total = results.total;
    console.say(&msg!(en: "{total} found", zh: "找到 {total} 条"));
    for lifted in &results.understood {
        let (text, key, value) = (&lifted.text, &lifted.key, &lifted.value);
        console.say(
            &msg!(en: "`{text}` taken as {key}={value}", zh: "“{text}”当作筛选：{key}={value}"),
        );
    }
    let words = built_in_strings(console.lang);
    for note in &results.notes {
        let told = words.get(&format!("search_note_{note}"));
        let told = told.map_or(*note, String::as_str);
        let found = results.corrected.as_deref().unwrap_or_default();
        let told = told
            .replace("{query}", found)
            .replace("{total}", &total.to_string());
        console.say(&msg!(en: "{told}", zh: "{told}"));
    }
    if let Some(card) = &results.card {
        Console::data(card);
    }
    for hit in &results.results {
        let date = hit.date.as_deref().unwrap_or("");
        let towns = hit
            .facets
            .get("town")
            .map(|towns| towns.join("、"))
            .unwrap_or_default();
        let about: Vec<&str> = [hit.kind.as_str(), towns.as_str(), date]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect();
        Console::data(format_args!("{}  {}", hit.title, hit.url));
        Console::data(format_args!("    {}", about.join(" · ")));
        if !hit.excerpt.is_empty() {
            Console::data(format_args!("    {}", plain(&hit.excerpt)));
        }
    }
    for (key, counts) in &results.facets.0 {
        let counts: Vec<String> = counts
            .iter()
            .map(|one| format!("{} {}", one.value, one.count))
            .collect();
        Console::data(format_args!("{key}: {}", counts.join(", ")));
    }
}

fn explain(explanation: &Explanation) {
    Console::data("");
    for word in &explanation.words {
        let synonyms = word.variants.join(" | ");
        Console::data(format_args!("word: {}  {synonyms}", word.text));
    }
    for lifted in &explanation.lifted {
        Console::data(format_args!(
            "filter: {} = {} ({})",
            lifted.key, lifted.value, lifted.text
        ));
    }
    if let Some(intent) = explanation.intent {
        Console::data(format_args!("asks: {}", intent.name()));
    }
    if let Some(read_as) = explanation.read_as {
        Console::data(format_args!("read: {read_as}"));
    }
    for page in &explanation.pages {
        Console::data(format_args!("{}", page.url));
        for (part, score) in &page.parts {
            Console::data(format_args!("    {score:8.3}  {part}"));
        }
    }
}

/// An excerpt without its markup: escaped text with `<mark>` only, by contract.
fn plain(excerpt: &str) -> String {
    let text = excerpt.replace("<mark>", "").replace("</mark>", "");
    let text = text
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"");
    text.replace("&#39;", "'").replace("&amp;", "&")
}
