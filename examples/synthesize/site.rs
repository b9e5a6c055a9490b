//! Puts a synthesized site on disk, one file at a time, and takes a former one away first.
//!
//! The first line of `site.toml` records the run that made the site. It is the only permission to write into
//! a folder that isn't empty, and it says which notes the former run wrote, so that no other file is ever
//! removed.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

use crate::grammar::capitalised;
use crate::plan::Plan;
use crate::shape::Shape;
use crate::stacks::{STACKS, Stack};

const SECTION_FILES: &[&str] = &["_index.md", "picture.svg"];

/// One run of the generator: how many notes, from which seed, of which shape.
#[derive(Clone, Copy)]
pub(crate) struct Run {
    /// Notes are numbered from 1 to this.
    pub(crate) count: u32,
    /// The root of all variety.
    pub(crate) seed: u64,
    /// What the notes are like.
    pub(crate) shape: Shape,
}

impl Run {
    /// The first line of `site.toml`, without its line end.
    fn marker(self) -> String {
        format!("# made by synthesize: {} notes, seed {}, shape {}", self.count, self.seed, self.shape)
    }

    fn from_marker(line: &str) -> Option<Self> {
        let (count, rest) = line.strip_prefix("# made by synthesize: ")?.split_once(" notes, seed ")?;
        // Former versions knew one shape.
        let (seed, shape) = rest.split_once(", shape ").unwrap_or((rest, "seed"));
        Some(Self { count: count.parse().ok()?, seed: seed.parse().ok()?, shape: Shape::named(shape)? })
    }

    fn plans(self) -> impl Iterator<Item = Plan> {
        (1..=self.count).map(move |number| Plan::new(self.seed, number))
    }
}

/// Writes the site into `root`; gives back the bytes of all notes.
///
/// # Errors
///
/// When `root` holds files and no marker, or the disk refuses.
pub(crate) fn write(run: Run, root: &Path) -> Result<u64, String> {
    let settings = root.join("site.toml");
    let former = former_settings(root, &settings)?;
    let notes = root.join("content/notes");
    let kept = match &former {
        Some(text) => {
            let (marker, rest) = text.split_once('\n').ok_or_else(|| refusal(root))?;
            let former = Run::from_marker(marker.trim_end()).ok_or_else(|| refusal(root))?;
            remove(former, &notes)?;
            // Settings that somebody changed stay, but for those of another shape.
            if former.shape == run.shape { rest } else { run.shape.settings() }
        }
        None => run.shape.settings(),
    };
    create_folder(&notes)?;
    put(&settings, &format!("{}\n{kept}", run.marker()))?;
    put(
        &root.join("content/_index.md"),
        &index("Field notes", "Synthesized notes on keeping software in order."),
    )?;
    put(&notes.join("_index.md"), &index("Notes", "Every note, by the stack that it is about."))?;
    write_notes(run, &notes)
}

/// The text of a former run's `site.toml`; none for a folder that is empty or not there.
fn former_settings(root: &Path, settings: &Path) -> Result<Option<String>, String> {
    match fs::read_to_string(settings) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            if is_free(root)? {
                Ok(None)
            } else {
                Err(refusal(root))
            }
        }
        Err(error) => Err(fault(settings, &error)),
    }
}

/// True when nothing is in `root`, or `root` isn't there.
fn is_free(root: &Path) -> Result<bool, String> {
    match fs::read_dir(root) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(true),
        Err(error) => Err(fault(root, &error)),
    }
}

fn write_notes(run: Run, notes: &Path) -> Result<u64, String> {
    let mut bytes = 0;
    let mut begun = vec![false; STACKS.len()];
    for plan in run.plans() {
        if let Some(place) = STACKS.iter().position(|stack| stack.slug == plan.stack.slug)
            && !std::mem::replace(&mut begun[place], true)
        {
            write_section(plan.stack, place, &notes.join(plan.stack.slug))?;
        }
        let text = run.shape.note(&plan);
        put(&notes.join(plan.path()), &text)?;
        bytes += text.len() as u64;
    }
    Ok(bytes)
}

fn write_section(stack: &Stack, place: usize, folder: &Path) -> Result<(), String> {
    create_folder(folder)?;
    let summary = format!("Maintenance notes on {} ({}).", stack.name, stack.area);
    put(&folder.join("_index.md"), &index(&capitalised(stack.name), &summary))?;
    put(&folder.join("picture.svg"), &picture(stack, place))
}

/// Takes away what the former run wrote, and the folders that are empty then.
fn remove(former: Run, notes: &Path) -> Result<(), String> {
    let written = former.plans().map(|plan| notes.join(plan.path()));
    let folders = || STACKS.iter().map(|stack| notes.join(stack.slug));
    let shared = folders().flat_map(|folder| SECTION_FILES.iter().map(move |name| folder.join(name)));
    for file in written.chain(shared) {
        match fs::remove_file(&file) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(fault(&file, &error)),
            _ => {}
        }
    }
    for folder in folders() {
        // A folder that still holds something, or was never made, stays as it is.
        let _ = fs::remove_dir(folder);
    }
    Ok(())
}

fn index(title: &str, summary: &str) -> String {
    format!("---\ntitle: {title}\nsummary: {summary}\n---\n")
}

fn picture(stack: &Stack, place: usize) -> String {
    let (hue, name) = (place * 18, stack.name);
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 320" width="640" height="320" role="img">
<title>{name}</title>
<rect width="640" height="320" fill="hsl({hue} 40% 92%)"/>
<path d="M40 240 L180 {} L320 200 L460 {} L600 80" fill="none" stroke="hsl({hue} 55% 35%)" stroke-width="6"/>
<text x="40" y="56" font-family="sans-serif" font-size="28" fill="#222">{name}</text>
</svg>
"##,
        120 + place * 5,
        180 - place * 4,
    )
}

fn create_folder(path: &Path) -> Result<(), String> {
    fs::create_dir_all(path).map_err(|error| fault(path, &error))
}

fn put(path: &Path, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|error| fault(path, &error))
}

fn refusal(root: &Path) -> String {
    format!("`{}` holds files that synthesize didn't make; give an empty folder", root.display())
}

fn fault(path: &Path, error: &io::Error) -> String {
    format!("`{}`: {error}", path.display())
}
