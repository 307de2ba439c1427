use outgrow::store::{read::read, write::canonical};

/// The example of the file format is its own canonical output.
const EXAMPLE: &str = include_str!("example.ron");

fn again(text: &str) -> String {
    let (plan, comments) = read(text.as_bytes()).unwrap_or_else(|flaw| panic!("{flaw:?}"));
    canonical(&plan, &comments)
}

#[test]
fn the_example_is_its_own_canonical_output() {
    assert_eq!(again(EXAMPLE), EXAMPLE);
}

#[test]
fn templates_are_canonical() {
    for name in ["blank", "b2b", "market", "mobile", "data", "demo"] {
        let path = format!("{}/assets/templates/{name}.ron", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(path).expect("the template is there");
        let canonical = again(&text);
        let differing = canonical.lines().zip(text.lines()).position(|(is, was)| is != was);
        assert_eq!(differing.map(|n| (n, canonical.lines().nth(n), text.lines().nth(n))), None, "{name}");
        assert_eq!(canonical.len(), text.len(), "{name}");
    }
}
