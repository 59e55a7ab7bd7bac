#!/bin/sh
# bcf store export --all and import --all: everything as files and back, the same bytes from both engines; what was changed in between is named.
. tests/cli/tap.sh
. tests/store/engine.sh
export BCF_BY="A Person"
export SOURCE_DATE_EPOCH=1568937600 # 20 September 2019, 00:00 UTC, is now

# Three versions, a branch and an agreement to something, in $store.
fill_store() {
	clean_plan plan
	bcf store create "$store" --quiet &&
		bcf store import "$store" "$tmp/plan" --as one --message 'with "quotes", a comma
and a line' >/dev/null &&
		bcf store import "$store" examples/demo --as two >/dev/null &&
		sed -i '/^3,/s/2000000.00/1999999.00/; /^6,/s/2000000.00/2000001.00/' "$tmp/plan/spend.csv" &&
		bcf store import "$store" "$tmp/plan" --as one --replace --quiet >/dev/null &&
		bcf store branch "$store#one" less --quiet &&
		bcf waive "$store#one" RNG-01:exampleshire:2019-20 --reason r --by "C Person" --until 2020-03-31 --quiet
}

for engine in sqlite postgres; do
	use_engine $engine || { skip "everything out of a PostgreSQL store and back" "PostgreSQL is not here"; continue; }
	new_store from
	from=$store
	true_that "filled" fill_store
	run bcf store export "$from" --all "$tmp/$engine"
	is_status 0
	out_empty
	for f in README.txt packages.csv settings.csv events.csv packages/one/versions.csv packages/one/contents.csv packages/two/now/main/spend.csv packages/one/now/less/plan.csv; do
		true_that "$f" test -s "$tmp/$engine/$f"
	done
	true_that "a package to check" bcf check "$tmp/$engine/packages/one/now/main"
	ok "$engine: everything is there as files, and the newest version of each branch as a package"

	new_store back
	run bcf store import "$store" --all "$tmp/$engine"
	is_status 0
	run bcf store verify "$store"
	is_status 0
	run bcf store export "$store" --all "$tmp/$engine.again" --quiet
	diff -r "$tmp/$engine" "$tmp/$engine.again" >"$tmp/diff" || fault "it differs: $(head -n 3 "$tmp/diff" | tr '\n' ' ')"
	bcf store head "$from" >"$tmp/one"
	bcf store head "$store" >"$tmp/two"
	true_that "the same heads" cmp -s "$tmp/one" "$tmp/two"
	true_that "heads of three chains" test "$(grep -c '^events' "$tmp/one")" -eq 3
	ok "$engine: the store that is made of them is the same, down to its chains"

	run bcf store import "$store" --all "$tmp/$engine"
	is_status 2
	ok "$engine: a store that is there is not written over"
done
if [ -d "$tmp/postgres" ]; then
	diff -r "$tmp/sqlite" "$tmp/postgres" >"$tmp/diff" || fault "it differs: $(head -n 3 "$tmp/diff" | tr '\n' ' ')"
	ok "both engines give the same bytes"
fi

run bcf store export "$tmp/from.db" --all "$tmp/sqlite"
is_status 2
err_has "exists already"
ok "a folder that is there is not written into"

# changed FILE SED-SCRIPT WHAT-IS-SAID: in a copy, and the file that does not hold is named.
use_engine sqlite
changed() {
	rm -rf "$tmp/hurt" "$tmp/no.db"
	cp -R "$tmp/sqlite" "$tmp/hurt"
	sed -i "$2" "$tmp/hurt/$1"
	cmp -s "$tmp/hurt/$1" "$tmp/sqlite/$1" && fault "nothing was changed in $1"
	run bcf store import "$tmp/no.db" --all "$tmp/hurt"
	is_status 2
	err_has "$tmp/hurt/$3"
	err_has "$4"
	true_that "no store" test ! -e "$tmp/no.db"
}
text=$(cd "$tmp/sqlite" && grep -l 1999999.00 packages/one/content/*.csv | head -n 1)
changed "$text" 's/1999999.00/1999999.01/' "$text" "not what its name says"
changed packages/one/versions.csv 's/,A Person,/,B Person,/' packages/one/versions.csv "not what its digest says"
changed packages/one/events.csv '3s/A Person/B Person/' packages/one/events.csv:3 "not what its digest says"
changed packages/one/events.csv '$d' packages/one/events.csv "rows are missing"
changed packages/one/events.csv '3d' packages/one/events.csv:3 "a row is missing"
changed events.csv '2s/A Person/B Person/' events.csv:2 "not what its digest says"
changed packages/one/versions.csv '1s/author/writer/' packages/one/versions.csv:1 "the header is not"
changed packages.csv 's/^one,plan,3/one,plan,4/' packages/one/versions.csv "says 4"
changed settings.csv 's/schema,.*/schema,999/' settings.csv:2 "newer"
ok "a digest that does not hold is named with its file and line, and there is no store"

changed packages.csv 's/^one,/..\/one,/' packages.csv: "is no name of a plan"
changed packages/one/contents.csv 's/content\//..\/..\/..\//' packages/one/contents.csv:2 "not called as its digest is"
changed packages/one/branches.csv 's/^less,/..\/less,/' packages/one/branches.csv "no"
rm -rf "$tmp/hurt"
cp -R "$tmp/sqlite" "$tmp/hurt"
rm "$tmp/hurt/$text"
ln -s /etc/passwd "$tmp/hurt/$text"
run bcf store import "$tmp/no.db" --all "$tmp/hurt"
is_status 2
err_has "$text"
rm "$tmp/hurt/$text"
run bcf store import "$tmp/no.db" --all "$tmp/hurt"
is_status 2
err_has "$text"
run bcf store import "$tmp/no.db" --all "$tmp/plan"
is_status 2
err_has settings.csv
run bcf store import "$tmp/no.db" --all "$tmp/absent"
is_status 2
true_that "no store" test ! -e "$tmp/no.db"
ok "nothing in a file becomes a path unchecked, links are not followed, and a missing file is named"

# An archive whose every digest holds, of a version whose list of texts is no list.
# craft KIND: in $tmp/craft, from the archive of one version in $tmp/plain.
craft() {
	rm -rf "$tmp/craft" "$tmp/no.db"
	cp -R "$tmp/plain" "$tmp/craft"
	python3 - "$tmp/craft" "$1" <<'PY'
import csv, hashlib, json, os, sys
folder, kind = sys.argv[1] + '/packages/one', sys.argv[2]
def digest(data): return hashlib.sha256(data).hexdigest()
def record(value): return digest(json.dumps(value, separators=(',', ':'), ensure_ascii=False).encode())
def read(path):
    with open(path, newline='') as f: return list(csv.reader(f))
def write(path, rows):
    with open(path, 'w', newline='') as f: csv.writer(f, lineterminator='\n').writerows(rows)
versions, contents, events = (read(folder + '/%s.csv' % n) for n in ('versions', 'contents', 'events'))
v = dict(zip(versions[0], versions[1]))
old = folder + '/content/' + v['content'] + '.txt'
lines = open(old, 'rb').read().splitlines(True)
spend = [l for l in lines if l.endswith(b' spend.csv\n')][0]
hexed = spend.split(b' ')[0]
if kind == 'outside': lines.append(hexed + b' narrative/../../../victim.md\n')
if kind == 'above': lines = [l.replace(b' spend.csv', b' ../spend.csv') for l in lines]
if kind == 'twice': lines.insert(lines.index(spend), spend)
if kind == 'order': lines.reverse()
if kind == 'many': lines += [hexed + b' narrative/x%04d.md\n' % i for i in range(600)]
text = b''.join(lines)
content = digest(text)
os.remove(old)
open(folder + '/content/' + content + '.txt', 'wb').write(text)
rows = [[content, 'content/' + content + '.txt', len(text)] if r[0] == v['content'] else r for r in contents[1:]]
write(folder + '/contents.csv', contents[:1] + sorted(rows, key=lambda r: r[0]))
own = record({'package': 'one', 'number': 1, 'parent': None, 'merged': None, 'branch': v['branch'], 'author': v['author'],
    'written': v['written'], 'message': v['message'], 'content': content})
versions[1][versions[0].index('digest')], versions[1][versions[0].index('content')] = own, content
write(folder + '/versions.csv', versions)
before = None
for i, e in enumerate(events[1:]):
    e[5] = e[5].replace(v['digest'], own)
    before = e[6] = record(dict(zip(('package', 'event', 'written', 'actor', 'act', 'subject', 'detail', 'previous'),
        ['one', i + 1] + e[1:6] + [before])))
write(folder + '/events.csv', events)
packages = read(sys.argv[1] + '/packages.csv')
for r in packages:
    if r[0] == 'one': r[4] = before
write(sys.argv[1] + '/packages.csv', packages)
PY
}
clean_plan plan
mkdir -p "$tmp/plan/narrative"
echo "What we do." >"$tmp/plan/narrative/a.md"
true_that "a store of one version" bcf store create "$tmp/plain.db" --quiet
true_that "the version" bcf store import "$tmp/plain.db" "$tmp/plan" --as one --quiet
true_that "its files" bcf store export "$tmp/plain.db" --all "$tmp/plain" --quiet
craft nothing
run bcf store import "$tmp/no.db" --all "$tmp/craft"
is_status 0
for kind in outside above twice order many; do
	craft $kind
	run bcf store import "$tmp/no.db" --all "$tmp/craft"
	is_status 2
	err_has "is no list of a version's texts"
	true_that "no store" test ! -e "$tmp/no.db"
done
ok "a list of texts with a path that leads elsewhere, twice, out of order or with too many is damaged, though every digest holds"

finish
