//! Photos as editors have them, and what readers get of them.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "helpers of tests fail as tests do; what is kept for the next build is on the disk"
)]

#[path = "common/photo.rs"]
mod photo;
#[path = "common/site.rs"]
mod site;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use image::{DynamicImage, GenericImageView as _, ImageFormat, Rgba, RgbaImage};
use img_parts::jpeg::Jpeg;
use img_parts::png::{Png, PngChunk};
use img_parts::webp::WebP;
use img_parts::{Bytes, ImageEXIF};
use jiff::civil::date;
use lyceum::diag::{Diagnostics, Format, Lang, View, render};
use lyceum::emit::emit;
use lyceum::progress::Step;
use lyceum::source::SourceDb;
use lyceum::world::{DiskWorld, MemorySink, MemoryWorld, World};
use lyceum::{BuildOptions, publish, read};

use photo::{CORNER, file, grainy, photo};
use site::Folder;

const SETTINGS: &str = "title = \"终身学习网\"\nbase_url = \"https://example.org/portal/\"\n";

const PAGE: &str = "---\ntitle: 雨坛彩龙\ncover: wu-long.jpg\ncover_alt: 舞龙队在山下排练\n---\n
![龙头](wu-long.jpg)\n\n::figure{src=\"wu-long.jpg\" alt=\"龙尾\"}\n\n[原图](wu-long.jpg)\n";

/// What became of a site.
struct Built {
    files: BTreeMap<String, Vec<u8>>,
    /// How many pictures were made.
    made: usize,
    /// What was told.
    told: Vec<String>,
}

impl Built {
    fn text(&self, path: &str) -> &str {
        std::str::from_utf8(&self.files[path]).unwrap()
    }

    /// The pictures that were made, by path.
    fn pictures(&self) -> impl Iterator<Item = (&String, &Vec<u8>)> {
        let files = self.files.iter();
        files.filter(|(path, _)| path.starts_with("assets/images/"))
    }

    /// A published picture by its address in the site, as a reader sees it.
    fn picture(&self, address: &str) -> DynamicImage {
        image::load_from_memory(&self.files[in_site(address)]).unwrap()
    }
}

/// The path of an address.
fn in_site(address: &str) -> &str {
    let address = address.trim_start_matches("https://example.org");
    address.strip_prefix("/portal/").unwrap()
}

fn build(world: &dyn World) -> Built {
    let (mut sources, mut diags) = (SourceDb::default(), Diagnostics::default());
    let options = BuildOptions {
        no_search: true,
        ..BuildOptions::default()
    };
    let made = AtomicUsize::new(0);
    let progress = |step| {
        let Step::Picture { done, all } = step else {
            return;
        };
        assert!((1..=all).contains(&done), "{done} of {all}");
        made.fetch_add(1, Ordering::Relaxed);
    };
    let files =
        read(world, &options, &progress, &mut sources, &mut diags).and_then(|mut resolved| {
            publish(
                &mut resolved,
                world,
                &options,
                &progress,
                &mut sources,
                &mut diags,
            )
        });
    let mut sink = MemorySink::default();
    if let Ok(files) = files {
        emit(world, &files, &mut sink).unwrap();
    }
    let view = View {
        format: Format::Concise,
        lang: Lang::Zh,
        colour: false,
    };
    let told = render(&diags, &sources, view);
    Built {
        files: sink.files().clone(),
        made: made.into_inner(),
        told: told.lines().map(str::to_owned).collect(),
    }
}

/// A site whose page shows one picture.
fn world(picture: impl Into<Vec<u8>>) -> MemoryWorld {
    let mut world = MemoryWorld::new(date(2026, 11, 20));
    world.write("site.toml", SETTINGS);
    world.write("content/cai-long/index.md", PAGE);
    world.write("content/cai-long/wu-long.jpg", picture);
    world
}

/// What comes behind the last dot.
fn kind(path: &str) -> &str {
    path.rsplit_once('.').unwrap().1
}

/// The value of the first such attribute behind a place in a text.
fn attribute<'t>(text: &'t str, name: &str) -> &'t str {
    let (_, rest) = text.split_once(&format!(" {name}=\"")).unwrap();
    rest.split_once('"').unwrap().0
}

/// The `<picture>` of an image with this description.
fn picture_of<'t>(html: &'t str, alt: &str) -> &'t str {
    let mut pictures = html.split("<picture>").skip(1);
    let of_alt = format!("alt=\"{alt}\"");
    let found = pictures.find(|one| one.contains(&of_alt));
    found.unwrap().split_once("</picture>").unwrap().0
}

/// The pictures of a `srcset`, by their widths.
fn srcset(picture: &str) -> Vec<(u32, &str)> {
    let all = attribute(picture, "srcset").split(", ");
    all.map(|one| {
        let (address, width) = one.split_once(' ').unwrap();
        (width.strip_suffix('w').unwrap().parse().unwrap(), address)
    })
    .collect()
}

fn jpeg() -> Vec<u8> {
    file(&photo(1600, 1200), ImageFormat::Jpeg)
}

/// The file as a phone writes it that was held on its side: turned by a quarter to be upright, and with the
/// place where it was taken.
fn from_phone(file: Vec<u8>, format: ImageFormat) -> Vec<u8> {
    let exif: &[u8] = b"II\x2a\0\x08\0\0\0\x02\0\
        \x12\x01\x03\0\x01\0\0\0\x06\0\0\0\
        \x25\x88\x04\0\x01\0\0\0\x26\0\0\0\
        \0\0\0\0fangdong";
    let (file, exif) = (Bytes::from(file), Some(Bytes::from_static(exif)));
    let encoded = match format {
        ImageFormat::Jpeg => {
            let mut jpeg = Jpeg::from_bytes(file).unwrap();
            jpeg.set_exif(exif);
            jpeg.encoder().bytes()
        }
        ImageFormat::Png => {
            let mut png = Png::from_bytes(file).unwrap();
            png.set_exif(exif);
            png.encoder().bytes()
        }
        ImageFormat::WebP => {
            let mut webp = WebP::from_bytes(file).unwrap();
            webp.set_exif(exif);
            webp.encoder().bytes()
        }
        other => panic!("no phone writes {other:?}"),
    };
    encoded.to_vec()
}

#[test]
fn a_photo_becomes_pictures_for_every_screen() {
    let original = jpeg();
    let built = build(&world(original.clone()));
    assert_eq!(built.made, 1);
    let html = built.text("cai-long/index.html");
    for alt in ["舞龙队在山下排练", "龙头", "龙尾"] {
        let picture = picture_of(html, alt);
        let set = srcset(picture);
        let widths: Vec<u32> = set.iter().map(|(width, _)| *width).collect();
        assert_eq!(widths, [480, 960, 1440]);
        for (width, address) in set {
            let bytes = &built.files[in_site(address)];
            assert_eq!(image::guess_format(bytes).unwrap(), ImageFormat::WebP);
            assert_eq!(built.picture(address).dimensions(), (width, width * 3 / 4));
        }
        let fallback = attribute(picture, "src");
        let bytes = &built.files[in_site(fallback)];
        assert_eq!(image::guess_format(bytes).unwrap(), ImageFormat::Jpeg);
        assert_eq!(built.picture(fallback).dimensions(), (960, 720));
        assert_eq!(attribute(picture, "width"), "1440");
        assert_eq!(attribute(picture, "height"), "1080");
        // The colour to wait with is that of the meadow, which is most of it.
        let class = attribute(picture, "class");
        let tone = class
            .split(' ')
            .find(|class| class.starts_with("tone-"))
            .unwrap();
        let sheet = built
            .files
            .keys()
            .find(|path| path.starts_with("assets/tones."));
        assert!(html.contains(&format!("href=\"/portal/{}\"", sheet.unwrap())));
        assert_eq!(tone, "tone-396");
        assert!(
            built
                .text(sheet.unwrap())
                .contains(".tone-396{background-color:#396}")
        );
    }
    // What a page opens with is not waited for.
    assert!(!picture_of(html, "舞龙队在山下排练").contains("loading"));
    assert!(picture_of(html, "龙头").contains("loading=\"lazy\" decoding=\"async\""));
    // Whoever wants all of it has it.
    assert!(html.contains("<a href=\"/portal/cai-long/wu-long.jpg\">原图</a>"));
    assert_eq!(built.files["cai-long/wu-long.jpg"], original);
}

#[test]
fn a_picture_keeps_to_its_budget_and_is_no_worse_than_that_takes() {
    let built = build(&world(file(&grainy(960, 720, 16), ImageFormat::Jpeg)));
    let html = built.text("cai-long/index.html");
    let picture = picture_of(html, "龙头");
    let set = srcset(picture);
    assert_eq!(set.len(), 2, "{set:?}");
    let bytes = |address: &str| built.files[in_site(address)].len();
    for address in [attribute(picture, "src"), set[1].1] {
        let bytes = bytes(address);
        assert!((35_000..=80_000).contains(&bytes), "{address}: {bytes}");
    }
    assert!(bytes(set[0].1) <= 40_000);
}

#[test]
fn a_small_picture_is_not_made_larger() {
    let built = build(&world(file(&photo(300, 200), ImageFormat::Png)));
    let html = built.text("cai-long/index.html");
    let picture = picture_of(html, "龙头");
    let set = srcset(picture);
    assert_eq!(set.len(), 1, "{set:?}");
    assert_eq!(built.picture(set[0].1).dimensions(), (300, 200));
    assert_eq!(attribute(picture, "width"), "300");
}

#[test]
fn a_photo_stands_upright_and_does_not_say_where_it_was_taken() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let phone = from_phone(file(&photo(640, 480), format), format);
        let built = build(&world(phone));
        let html = built.text("cai-long/index.html");
        let picture = picture_of(html, "龙头");
        assert_eq!(attribute(picture, "width"), "480", "{format:?}");
        assert_eq!(attribute(picture, "height"), "640", "{format:?}");
        let set = srcset(picture);
        let addresses = set.iter().map(|(_, address)| *address);
        for address in addresses.chain([attribute(picture, "src")]) {
            let upright = built.picture(address).to_rgb8();
            assert_eq!(upright.dimensions(), (480, 640), "{format:?}");
            // A quarter to the right takes the corner from the left to the right.
            let corner = upright.get_pixel(460, 20).0;
            let near = corner.iter().zip(CORNER).all(|(a, b)| a.abs_diff(b) < 40);
            assert!(near, "{format:?}: {corner:?}");
        }
        let (pictures, all) = (built.pictures().count(), built.files.values());
        assert!(pictures >= 3, "{pictures}");
        for bytes in all {
            assert!(
                !bytes.windows(8).any(|part| part == b"fangdong"),
                "{format:?}"
            );
        }
        for (path, bytes) in built.pictures() {
            let has = |what: &[u8]| bytes.windows(what.len()).any(|part| part == what);
            assert!(!has(b"Exif") && !has(b"EXIF") && !has(b"eXIf"), "{path}");
        }
    }
}

#[test]
fn what_is_not_opaque_stays_so_and_has_no_colour_behind_it() {
    let badge = RgbaImage::from_fn(300, 200, |x, _| {
        Rgba([200, 30, 30, if x < 150 { 0 } else { 255 }])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    badge.write_to(&mut bytes, ImageFormat::Png).unwrap();
    let built = build(&world(bytes.into_inner()));
    let html = built.text("cai-long/index.html");
    let picture = picture_of(html, "龙头");
    let fallback = attribute(picture, "src");
    assert_eq!(kind(fallback), "png");
    let set = srcset(picture);
    for address in [fallback, set[0].1] {
        let seen = built.picture(address);
        assert_eq!(seen.get_pixel(10, 10).0[3], 0, "{address}");
        assert_eq!(seen.get_pixel(290, 10).0[3], 255, "{address}");
    }
    assert!(!picture.contains("tone-"), "{picture}");
}

#[test]
fn drawings_and_what_moves_are_left_as_they_are_and_have_their_size() {
    let mut world = world("");
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 640 400\"/>";
    world.write("content/cai-long/tu.svg", svg);
    let mut gif = Vec::new();
    {
        let mut encoder = image::codecs::gif::GifEncoder::new(&mut gif);
        for shade in [0, 255] {
            let frame = RgbaImage::from_pixel(40, 30, Rgba([shade, 0, 0, 255]));
            encoder.encode_frame(image::Frame::new(frame)).unwrap();
        }
    }
    world.write("content/cai-long/dong.gif", gif.clone());
    world.write(
        "content/cai-long/index.md",
        "# 龙\n\n![图](tu.svg)\n\n![舞](dong.gif)\n",
    );
    let built = build(&world);
    let html = built.text("cai-long/index.html");
    let lazy = "loading=\"lazy\" decoding=\"async\"";
    for (file, alt, size) in [
        ("tu.svg", "图", "width=\"640\" height=\"400\""),
        ("dong.gif", "舞", "width=\"40\" height=\"30\""),
    ] {
        let tag = format!("<img src=\"/portal/cai-long/{file}\" alt=\"{alt}\" {lazy} {size}>");
        assert!(html.contains(&tag), "{html}");
    }
    assert_eq!(built.files["cai-long/dong.gif"], gif);
}

#[test]
fn what_was_made_once_is_kept_and_what_was_kept_is_not_trusted() {
    let folder = Folder::new();
    let small = file(&photo(320, 240), ImageFormat::Jpeg);
    folder.write("site.toml", SETTINGS);
    folder.write(
        "content/cai-long/index.md",
        "# 彩龙\n\n![龙头](wu-long.jpg)\n",
    );
    folder.write("content/cai-long/wu-long.jpg", small);
    let disk = DiskWorld::new(
        folder.path(),
        folder.path().join("public"),
        date(2026, 11, 20),
    );
    let first = build(&disk);
    assert_eq!(first.made, 1);
    let again = |made: usize| {
        let built = build(&disk);
        assert_eq!(built.made, made);
        assert!(built.files == first.files);
    };
    again(0);
    // Somebody else's bytes in the place of each file, in turn.
    let kept = folder.path().join(".lyceum/images");
    let mut kinds = Vec::new();
    for path in site::files(&kept).into_keys() {
        std::fs::write(kept.join(&path), b"rubbish").unwrap();
        again(1);
        again(0);
        kinds.push(kind(&path).to_owned());
    }
    kinds.sort();
    assert_eq!(kinds, ["jpg", "json", "webp"]);
    // A list that is whole, of another picture than it says.
    let list = site::files(&kept)
        .into_keys()
        .find(|path| kind(path) == "json");
    let list = kept.join(list.unwrap());
    let text = std::fs::read_to_string(&list).unwrap();
    std::fs::write(&list, text.replace("[320,240]", "[320,24]")).unwrap();
    again(1);
    std::fs::remove_dir_all(&kept).unwrap();
    again(1);
    folder.write(
        "content/cai-long/wu-long.jpg",
        file(&photo(320, 200), ImageFormat::Jpeg),
    );
    assert_eq!(build(&disk).made, 1);
}

#[test]
fn pictures_are_the_same_on_any_number_of_threads() {
    let mut world = world(file(&photo(320, 240), ImageFormat::Jpeg));
    let mut page = PAGE.to_owned();
    for side in [100, 150, 200] {
        let photo = file(&photo(side, side), ImageFormat::Png);
        world.write(format!("content/cai-long/{side}.png"), photo);
        page = format!("{page}\n![{side}]({side}.png)\n");
    }
    world.write("content/cai-long/index.md", page);
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.unwrap().install(|| build(&world).files)
    };
    let one = on(1);
    assert!(one.len() > 20);
    assert!(one == on(2));
}

/// The head of a PNG that claims to be this large, and nothing behind it.
fn png_of(width: u32, height: u32) -> Vec<u8> {
    let mut png = Png::from_bytes(file(&photo(8, 8), ImageFormat::Png).into()).unwrap();
    let head = [width.to_be_bytes(), height.to_be_bytes()].concat();
    let rest = png.chunks()[0].contents().slice(8..);
    let head = [head, rest.to_vec()].concat().into();
    png.chunks_mut()[0] = PngChunk::new(*b"IHDR", head);
    png.encoder().bytes().to_vec()
}

#[test]
fn a_picture_that_cannot_be_shown_is_told_where_it_is_named() {
    let damaged = file(&photo(64, 64), ImageFormat::Png);
    let cases: [(&[u8], &str); 6] = [
        (b"<html>404 Not Found</html>", "打不开"),
        (b"", "打不开"),
        (&damaged[..200], "打不开"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "其实是 HEIC 格式"),
        (&png_of(60_000, 60_000), "这张图片太大：60000×60000 像素"),
        (&png_of(0, 8), "打不开"),
    ];
    for (bytes, message) in cases {
        let built = build(&world(bytes));
        let place = "content/cai-long/index.md:3:8: error[bad-picture]: ";
        assert!(built.told[0].starts_with(place), "{:?}", built.told);
        assert!(built.told[0].contains(message), "{:?}", built.told);
        assert!(built.files.is_empty());
        // Once, however often it is named.
        assert_eq!(built.told.len(), 2, "{:?}", built.told);
    }
}

#[test]
fn a_page_is_shared_with_its_picture_and_others_with_that_of_the_site() {
    let mut world = world(file(&photo(700, 400), ImageFormat::Jpeg));
    world.write("content/tong-zhi.md", "# 通知\n");
    let built = build(&world);
    let shared = |built: &Built, page: &str| -> (String, String) {
        let html = built.text(page);
        let of = |key: &str| {
            let (_, rest) = html.split_once(&format!("property=\"{key}\"")).unwrap();
            attribute(rest, "content").to_owned()
        };
        assert_eq!(of("og:image:width"), "1200");
        assert_eq!(of("og:image:height"), "630");
        let url = of("og:image");
        assert!(url.starts_with("https://example.org/portal/"), "{url}");
        assert_eq!(built.picture(&url).dimensions(), (1200, 630));
        let bytes = built.files[in_site(&url)].len();
        assert!(bytes <= 100_000, "{bytes}");
        (url, of("og:image:alt"))
    };
    let (own, alt) = shared(&built, "cai-long/index.html");
    assert_eq!(alt, "舞龙队在山下排练");
    assert_eq!(kind(&own), "jpg");
    let (common, alt) = shared(&built, "tong-zhi/index.html");
    assert_eq!(alt, "终身学习网");
    assert_eq!(kind(&common), "png");
    assert_eq!(shared(&built, "index.html").0, common);

    // The settings may name another one.
    world.write(
        "static/images/share.png",
        file(&photo(640, 360), ImageFormat::Png),
    );
    let named = |address: &str| format!("share_image = \"{address}\"\n{SETTINGS}");
    world.write("site.toml", named("/images/share.png"));
    let built = build(&world);
    assert_ne!(shared(&built, "tong-zhi/index.html").0, common);
    assert_eq!(shared(&built, "cai-long/index.html").0, own);
    world.write("static/images/share.svg", "<svg/>");
    world.write(
        "static/images/small.png",
        file(&photo(90, 90), ImageFormat::Png),
    );
    for address in ["/images/share.svg", "/images/small.png", "/images/none.png"] {
        world.write("site.toml", named(address));
        let built = build(&world);
        let told = format!("site.toml:1:15: error[invalid-value]: `{address}` 不能作分享图");
        assert_eq!(built.told[0], told);
    }
}
