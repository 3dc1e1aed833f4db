//! What a storage answers when asked which objects there are.
//!
//! Read by the names of elements alone: storages differ in their XML namespace.

use percent_encoding::percent_decode_str;
use quick_xml::Reader;
use quick_xml::events::Event;

/// One page of a list.
#[derive(Debug, PartialEq, Eq, Default)]
pub(super) struct Listing {
    /// Names and sizes.
    pub(super) objects: Vec<(String, u64)>,
    /// Where the next page begins, if there is one.
    pub(super) next: Option<String>,
}

impl Listing {
    /// Reads a page.
    pub(super) fn parse(xml: &str) -> Result<Self, quick_xml::Error> {
        let mut reader = Reader::from_str(xml);
        let mut listing = Self::default();
        let (mut key, mut size, mut text) = (String::new(), 0, String::new());
        let mut is_encoded = false;
        loop {
            match reader.read_event()? {
                Event::Start(_) => text.clear(),
                Event::Text(part) => text.push_str(&part.xml10_content()),
                Event::CData(part) => text.push_str(&part.xml10_content()),
                Event::GeneralRef(reference) => {
                    if let Some(char) = reference.resolve_char_ref()? {
                        text.push(char);
                    } else {
                        let name = reference.xml10_content();
                        let known = quick_xml::escape::resolve_predefined_entity(&name);
                        text.push_str(known.unwrap_or_default());
                    }
                }
                Event::End(end) => match end.local_name().as_ref() {
                    "Key" => key = std::mem::take(&mut text),
                    "Size" => size = text.trim().parse().unwrap_or_default(),
                    "Contents" => listing.objects.push((std::mem::take(&mut key), size)),
                    "NextContinuationToken" => listing.next = Some(std::mem::take(&mut text)),
                    "EncodingType" => is_encoded = text.trim() == "url",
                    _ => {}
                },
                Event::Eof => break,
                _ => {}
            }
        }
        if is_encoded {
            for (key, _) in &mut listing.objects {
                // A space is `+` then.
                let spaced = key.replace('+', " ");
                *key = percent_decode_str(&spaced).decode_utf8_lossy().into_owned();
            }
        }
        Ok(listing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_several_storages_are_read() {
        let object = |key: &str, size| (key.to_owned(), size);
        let aws = "<?xml version=\"1.0\"?>\n<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\
                   <Name>learn</Name><IsTruncated>true</IsTruncated><EncodingType>url</EncodingType>\
                   <Contents><Key>a/%E6%8A%A5%E5%90%8D+%2B%E8%A1%A8.docx</Key><Size>12</Size></Contents>\
                   <Contents><Key>index.html</Key><Size>3</Size></Contents>\
                   <NextContinuationToken>1ueGcxLPRx1Tr/XYExHnhbYLgveDs2J/wm36Hy4vbOwM=</NextContinuationToken></ListBucketResult>";
        let listing = Listing::parse(aws).unwrap();
        assert_eq!(
            listing.objects,
            [object("a/报名 +表.docx", 12), object("index.html", 3)]
        );
        assert!(listing.next.unwrap().ends_with("bOwM="));

        let oss = "<ListBucketResult xmlns=\"http://doc.oss-cn-hangzhou.aliyuncs.com\">\
                   <Contents><Key>问与答 Q&amp;A.html</Key><Size>7</Size></Contents></ListBucketResult>";
        let listing = Listing::parse(oss).unwrap();
        assert_eq!(listing.objects, [object("问与答 Q&A.html", 7)]);
        assert_eq!(listing.next, None);
        assert!(Listing::parse("<ListBucketResult><Contents></ListBucketResult>").is_err());
    }
}
