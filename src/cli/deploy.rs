//! `lyceum deploy`: the published site to where readers get it.

use std::path::Path;

use super::build::{keep, out_folder, tell_left};
use super::console::{Console, environment, plain};
use super::{DeployArgs, Outcome};
use crate::deploy::{
    Access, Bucket, DeployError, Deployed, Folder, Local, Manner, Rsync, Target, nginx,
};
use crate::diag::{Diagnostics, Format};
use crate::msg;
use crate::scan;
use crate::source::SourceDb;
use crate::world::{DiskWorld, now_in_china};

/// Where work is done that is of no use afterwards, from the site's root.
const WORK: &str = ".lyceum/deploy";

pub(super) fn run(args: &DeployArgs, console: &Console) -> Outcome {
    if args.nginx {
        return print_nginx(args, console);
    }
    let deployed = deploy(args, console);
    console.end_progress();
    match deployed {
        Ok(deployed) => {
            tell(&deployed, args, console);
            Outcome::Done
        }
        Err(error) => console.fail(&error.in_words()),
    }
}

fn deploy(args: &DeployArgs, console: &Console) -> Result<Deployed, DeployError> {
    let site = Local::open(&out_folder(&args.root, args.out.as_deref()))?;
    let manner = Manner {
        keep: keep(args.keep_days),
        dry_run: args.dry_run,
    };
    let progress = |done, all| {
        console.progress(&msg!(en: "files: {done} of {all}", zh: "文件：{done}/{all}"));
    };
    match Target::parse(&args.target) {
        Target::Folder(folder) => Folder(folder).deploy(&site, manner),
        Target::Rsync(target) => {
            Rsync::new(&target, args.root.join(WORK)).deploy(&site, manner, &progress)
        }
        Target::Bucket { name, prefix } => {
            Bucket::new(&name, &prefix, access()?)?.deploy(&site, manner, &progress)
        }
    }
}

/// As the tools of AWS read it.
fn access() -> Result<Access, DeployError> {
    let needed = |name: &'static str| environment(name).ok_or(DeployError::Setting(name));
    let region = environment("AWS_REGION").or_else(|| environment("AWS_DEFAULT_REGION"));
    Ok(Access {
        endpoint: environment("AWS_ENDPOINT_URL_S3").or_else(|| environment("AWS_ENDPOINT_URL")),
        region: region.unwrap_or_else(|| "us-east-1".to_owned()),
        key: needed("AWS_ACCESS_KEY_ID")?,
        secret: needed("AWS_SECRET_ACCESS_KEY")?,
        token: environment("AWS_SESSION_TOKEN"),
    })
}

fn tell(deployed: &Deployed, args: &DeployArgs, console: &Console) {
    if args.dry_run {
        for (what, paths) in [("send", &deployed.sent), ("remove", &deployed.removed)] {
            for path in paths {
                Console::data(format_args!("{what}\t{path}"));
            }
        }
    }
    tell_left(&deployed.left, console);
    let (sent, removed) = (deployed.sent.len(), deployed.removed.len());
    let target = plain(Path::new(&args.target));
    console.say(&if args.dry_run {
        msg!(
            en: "{target}: {sent} files would be sent, {removed} removed",
            zh: "{target}：将上传 {sent} 个文件，删除 {removed} 个（这次没有改动）",
        )
    } else {
        msg!(
            en: "{target}: {sent} files sent, {removed} removed",
            zh: "{target}：上传 {sent} 个文件，删除 {removed} 个",
        )
    });
}

fn print_nginx(args: &DeployArgs, console: &Console) -> Outcome {
    let out = out_folder(&args.root, args.out.as_deref());
    let world = DiskWorld::new(&args.root, out, now_in_china());
    let (mut sources, mut diags) = (SourceDb::default(), Diagnostics::default());
    let (_, config) = scan::settings(&world, &mut sources, &mut diags);
    console.show(&diags, &sources, Format::Full);
    if diags.checkpoint().is_err() {
        return Outcome::Misuse;
    }
    Console::data(nginx(&config.base_url, Path::new(&args.target)).trim_end());
    Outcome::Done
}
