//! Weekly opening hours, read from what editors write.
//!
//! In: lines such as `周二至周日 09:00–17:00`. Out: weekdays from 1, Monday, with times. A line in
//! words that this does not read, or a day on which a place is closed, gives none: what a reader sees
//! is the line itself.

/// The weekdays, in order.
const DAYS: &str = "一二三四五六日";

/// The weekly hours of a place.
pub(crate) fn weekly<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<(u8, String, String)> {
    let mut open = Vec::new();
    for line in lines {
        let times = times(line);
        for day in days(line) {
            for (from, to) in &times {
                open.push((day, from.clone(), to.clone()));
            }
        }
    }
    open.sort();
    open.dedup();
    open
}

/// The weekdays that a line names.
fn days(line: &str) -> Vec<u8> {
    if ["每天", "每日", "天天"]
        .iter()
        .any(|word| line.contains(word))
    {
        return (1..=7).collect();
    }
    let mut days: Vec<u8> = Vec::new();
    let mut to = false;
    let mut characters = line.chars().peekable();
    while let Some(c) = characters.next() {
        if c != '周' {
            continue;
        }
        let name = characters.next().map(|c| if c == '天' { '日' } else { c });
        let day = DAYS.chars().position(|day| Some(day) == name);
        let Some(day) = day.and_then(|day| u8::try_from(day + 1).ok()) else {
            continue;
        };
        match days.last() {
            Some(&before) if to => days.extend(before + 1..=day),
            _ => days.push(day),
        }
        to = characters
            .peek()
            .is_some_and(|c| ['至', '到', '-', '–', '—', '~'].contains(c));
    }
    days
}

/// The spans of time that a line names: `09:00–17:00`.
fn times(line: &str) -> Vec<(String, String)> {
    let times: Vec<String> = line
        .split(|c: char| !c.is_ascii_digit() && c != ':' && c != '：')
        .filter_map(|part| {
            let (hour, minute) = part.split_once([':', '：'])?;
            let (hour, minute) = (hour.parse::<u8>().ok()?, minute.parse::<u8>().ok()?);
            (hour <= 24 && minute < 60).then(|| format!("{hour:02}:{minute:02}"))
        })
        .collect();
    times
        .chunks_exact(2)
        .filter_map(|pair| match pair {
            [from, to] if from < to => Some((from.clone(), to.clone())),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::weekly;

    fn read(line: &str) -> String {
        let open = weekly(std::iter::once(line)).into_iter();
        let words = open.map(|(day, from, to)| format!("{day} {from}-{to}"));
        words.collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn table() {
        for (line, expected) in [
            ("示例：周五 15:00–18:00（待核实）", "5 15:00-18:00"),
            ("周六、周日 9:00-17:00", "6 09:00-17:00, 7 09:00-17:00"),
            (
                "周二至周四 09:00–12:00",
                "2 09:00-12:00, 3 09:00-12:00, 4 09:00-12:00",
            ),
            (
                "周一到周二 9:00–11:30 14:00–17:00",
                "1 09:00-11:30, 1 14:00-17:00, 2 09:00-11:30, 2 14:00-17:00",
            ),
            ("周一闭馆（待核实）", ""),
            ("晚上九点以后不放音乐", ""),
            ("每天 22:00–06:00", ""),
        ] {
            assert_eq!(read(line), expected, "{line}");
        }
        assert_eq!(weekly(std::iter::once("每天 06:00–22:00")).len(), 7);
    }
}
