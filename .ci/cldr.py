#!/usr/bin/env python3
"""Writes the tables of src/language/ from Unicode CLDR.

Fetches the named versions of CLDR's JSON packages with `npm pack` (they are cached in the folder given), and writes
words.txt, phrases.txt, orders.txt, countries.txt, digits.txt and patterns.txt. Needs Python 3.9 and npm, nothing else; the build of
newswatch needs neither and never goes to the network. Run it again to move to a newer CLDR:

    .ci/cldr.py CACHE_FOLDER

What CLDR does not have is written by hand in src/language/extra.txt and labels.txt, which this does not touch.
"""
import json
import re
import subprocess
import sys
import tarfile
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

CLDR = '48.2.0'
PACKAGES = {
    'dates': ('cldr-dates-full', CLDR),
    'units': ('cldr-units-full', CLDR),
    'core': ('cldr-core', CLDR),
    'spellout': ('cldr-rbnf', CLDR),
    'islamic': ('cldr-cal-islamic-full', CLDR),
    # The newest of this package that the registry has; month names of a calendar do not change.
    'persian': ('cldr-cal-persian-full', '46.1.0'),
}
LANGUAGES = '''
    af am ar az be bg bn bs ca cs cy da de el en es et eu fa fi fil fr ga gl gu ha he hi hr hu hy id is it ja ka kk km
    kn ko ky lo lt lv mk ml mn mr ms my nb ne nl nn pa pl ps pt ro ru si sk sl so sq sr sv sw ta te th tr uk ur uz vi
    yo zh zu
'''.split()
UNITS = {'year': 'Y', 'month': 'M', 'week': 'W', 'day': 'D', 'hour': 'H', 'minute': 'I', 'second': 'S'}
WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
HERE = Path(__file__).resolve().parent.parent / 'src' / 'language'

# The same as `fold` in src/language/fold.rs; a test there holds every key of every table against it.
MARKS = [(0x300, 0x36f), (0x483, 0x489), (0x591, 0x5c7), (0x610, 0x61a), (0x64b, 0x65f), (0x670, 0x670), (0x6d6, 0x6ed)]
LETTERS = {'ø': 'o', 'ł': 'l', 'đ': 'd', 'ı': 'i', 'ħ': 'h', 'æ': 'ae', 'œ': 'oe', 'ß': 'ss', 'ς': 'σ', 'ي': 'ی', 'ى': 'ی',
           'ك': 'ک', '’': "'", '‘': "'", 'ʻ': "'", 'ʼ': "'", '`': "'", '´': "'", '−': '-', '‐': '-', '‑': '-', '–': '-'}


def fold(text):
    text = unicodedata.normalize('NFD', text.lower())
    text = ''.join(c for c in text if not any(a <= ord(c) <= b for a, b in MARKS) and unicodedata.category(c) != 'Cf')
    text = unicodedata.normalize('NFC', ''.join(LETTERS.get(c, c) for c in text))
    return ' '.join(text.split())


def words(text):
    """What a table is asked for: letters, their marks and digits; full stops are dropped, all else parts words."""
    text = fold(text).replace('.', '')
    text = ''.join(c if unicodedata.category(c)[0] in 'LMN' or c == "'" else ' ' for c in text)
    return [w.strip("'") for w in text.split() if w.strip("'")]


def is_word(text):
    return bool(text) and not any(c.isdigit() for c in text) and any(c.isalpha() for c in text)


class Cldr:
    def __init__(self, cache):
        self.folders = {}
        for key, (package, version) in PACKAGES.items():
            archive = cache / f'{package}-{version}.tgz'
            if not archive.exists():
                subprocess.run(['npm', 'pack', '--silent', f'{package}@{version}'], cwd=cache, check=True)
            folder = cache / f'{package}-{version}'
            if not folder.exists():
                with tarfile.open(archive) as tar:
                    tar.extractall(folder, filter='data')
            self.folders[key] = folder / 'package'

    def read(self, package, *path):
        file = self.folders[package].joinpath(*path)
        return json.loads(file.read_text(encoding='utf8')) if file.exists() else None

    def locales(self, language):
        main = self.folders['dates'] / 'main'
        found = [p.name for p in main.iterdir() if p.name == language or p.name.startswith(language + '-')]
        return sorted(found, key=lambda name: (name.count('-'), name))

    def calendar(self, locale):
        return self.read('dates', 'main', locale, 'ca-gregorian.json')['main'][locale]['dates']['calendars']['gregorian']

    def fields(self, locale):
        return self.read('dates', 'main', locale, 'dateFields.json')['main'][locale]['dates']['fields']

    def units(self, locale):
        data = self.read('units', 'main', locale, 'units.json')
        return data['main'][locale]['units'] if data else {}


class Tables:
    def __init__(self):
        self.words = defaultdict(lambda: defaultdict(set))
        self.phrases = defaultdict(lambda: defaultdict(set))

    def word(self, key, meaning, language):
        if is_word(key):
            self.words[key][meaning].add(language)

    def phrase(self, key, meaning, language):
        self.phrases[key][meaning].add(language)


def formats(calendar):
    """Every pattern of a date with its glue to a time."""
    found = [calendar['dateFormats'][n] for n in ('full', 'long', 'medium')]
    available = calendar['dateTimeFormats']['availableFormats']
    found += [available[n] for n in ('yMMMEd', 'yMMMd', 'yMMMMd', 'MMMMd', 'MMMd', 'yMMMM') if n in available]
    for key in ('dateTimeFormats', 'dateTimeFormats-atTime'):
        glue = calendar.get(key, {}).get('standard', calendar.get(key, {}))
        found += [glue[n].replace('{0}', 'h').replace('{1}', 'd') for n in ('full', 'long', 'medium') if n in glue]
    return [f if isinstance(f, str) else f['_value'] for f in found]


def pieces(pattern):
    """A pattern as (letter or None, text): fields and what stands between them."""
    out, i = [], 0
    while i < len(pattern):
        c = pattern[i]
        if c == "'":
            end = pattern.find("'", i + 1)
            out.append((None, pattern[i + 1:end] or "'"))
            i = end + 1
        elif c.isascii() and c.isalpha():
            run = re.match(f'{c}+', pattern[i:])[0]
            out.append((c, run))
            i += len(run)
        else:
            out.append((None, c))
            i += 1
    merged = []
    for letter, text in out:
        if letter is None and merged and merged[-1][0] is None:
            merged[-1] = (None, merged[-1][1] + text)
        else:
            merged.append((letter, text))
    return merged


def glued(patterns):
    """What languages write before and after a month's name without a space between."""
    found = set()
    for pattern in patterns:
        row = pieces(pattern)
        for i, (letter, text) in enumerate(row):
            if letter in ('M', 'L') and len(text) >= 3:
                before = row[i - 1][1] if i and row[i - 1][0] is None else ''
                after = row[i + 1][1] if i + 1 < len(row) and row[i + 1][0] is None else ''
                before = re.search(r'[^\W\d_]+$', before)
                after = re.match(r'[^\W\d_]+', after)
                found.add((before[0] if before else '', after[0] if after else ''))
    return found | {('', '')}


def months(tables, calendar, language):
    edges = glued(formats(calendar))
    for context in ('format', 'stand-alone'):
        for width in ('wide', 'abbreviated'):
            for number, name in calendar['months'][context][width].items():
                meaning = f'm{number}'
                if re.search(r'\d', name):
                    for word in words(name):
                        tables.word(word, 'f', language)
                    continue
                for before, after in edges:
                    row = words(before + name + after)
                    tables.word(' '.join(row), meaning, language)
                    if len(row) > 1 and row[0] in ('de', 'd', 'do'):
                        tables.word(' '.join(row[1:]), meaning, language)
                    if row and row[0].startswith("d'"):
                        tables.word(' '.join([row[0][2:]] + row[1:]), meaning, language)
                    # How German and Scandinavian letters are spelt without a keyboard for them.
                    for a, b in (('ä', 'ae'), ('ö', 'oe'), ('ü', 'ue'), ('å', 'aa')):
                        if a in name.lower() and language in ('de', 'da', 'nb', 'nn', 'sv'):
                            tables.word(' '.join(words(name.lower().replace(a, b))), meaning, language)


def weekdays(tables, calendar, language):
    for context in ('format', 'stand-alone'):
        for width in ('wide', 'abbreviated', 'short'):
            for key, name in calendar['days'][context][width].items():
                tables.word(' '.join(words(name)), f'd{WEEKDAYS.index(key) + 1}', language)


def halves(tables, calendar, language, ranges):
    for context in ('format', 'stand-alone'):
        for width in ('wide', 'abbreviated', 'narrow'):
            for key, name in calendar['dayPeriods'][context][width].items():
                key = key.split('-')[0]
                meaning = key if key in ('am', 'pm') else ranges.get(key)
                # A single Latin letter is too little to be told from an initial.
                name = ''.join(words(name))
                if meaning and (len(name) > 1 or not name.isascii()):
                    tables.word(name, meaning, language)


def day_ranges(cldr, language):
    """Day periods ("in the evening") that lie wholly before or after noon."""
    rules = cldr.read('core', 'supplemental', 'dayPeriods.json')['supplemental']['dayPeriodRuleSet'].get(language, {})
    found = {}
    for key, rule in rules.items():
        if '_from' in rule and '_before' in rule:
            start, end = (int(rule[k].split(':')[0]) for k in ('_from', '_before'))
            if start < end:
                found[key] = 'am' if end <= 12 else 'pm' if start >= 12 else None
    return found


def fillers(tables, calendar, language):
    for pattern in formats(calendar):
        for letter, text in pieces(pattern):
            if letter is None:
                for word in words(text):
                    tables.word(word, 'f', language)


def units(tables, data, language):
    for width in ('long', 'short', 'narrow'):
        for name, code in UNITS.items():
            for key, pattern in data.get(width, {}).get(f'duration-{name}', {}).items():
                row = words(pattern.replace('{0}', ' '))
                if '-count-' not in key or '{0}' not in pattern or not row:
                    continue
                # The unit stands next to the number, or last after small words; `b` is a unit before its number.
                is_before = pattern.rstrip().endswith('{0}')
                tables.word(row[0] if is_before else row[-1], ('b' if is_before else 'u') + code, language)
                for word in row[1:] if is_before else row[:-1]:
                    tables.word(word, 'j', language)


def phrase_of(pattern):
    """A phrase as words with a space between, the number as # with none."""
    return '#'.join(' '.join(words(part)) for part in pattern.split('{0}'))


def past_patterns(field, lengths):
    """Patterns of a past that a reader can tell from a future or a length of time: a minus alone is none."""
    other = {phrase_of(pattern) for pattern in [*field.get('relativeTime-type-future', {}).values(), *lengths]}
    for key, pattern in field.get('relativeTime-type-past', {}).items():
        if phrase_of(pattern) not in other and words(pattern) and not re.search(r'[-+−]|\d', pattern.replace('{0}', '')):
            yield key, pattern


def lengths(units, name):
    """How a number of one unit is written, in all widths."""
    rows = (units.get(width, {}).get(f'duration-{name}', {}) for width in ('long', 'short', 'narrow'))
    return {pattern for row in rows for key, pattern in row.items() if '-count-' in key}


def relative(tables, fields, data, language):
    patterns = []
    for name, code in UNITS.items():
        for width in ('', '-short', '-narrow'):
            field = fields.get(name + width, {})
            for key, pattern in past_patterns(field, lengths(data, name)):
                phrase = phrase_of(pattern)
                count = {'one': '1', 'two': '2'}.get(key.rsplit('-', 1)[1])
                if '#' in phrase:
                    tables.phrase(phrase, code, language)
                    patterns.append((code, phrase))
                elif count:
                    tables.phrase(phrase, f'{code}={count}', language)
            for back in (0, 1, 2):
                if text := field.get(f'relative-type-{-back if back else 0}'):
                    phrase = phrase_of(text)
                    if phrase and not re.search(r'[-+−]\d|\d', text):
                        tables.phrase(phrase, f'{code}{back}', language)
    # A word that stands with three units or more is what makes a time past; the others name the unit.
    seen = Counter(w for w, _ in {(w, code) for code, p in patterns for w in words(p.replace('#', ' '))})
    affixes = {w for w, n in seen.items() if n >= 3}
    for code, phrase in patterns:
        row = words(phrase.replace('#', ' '))
        kind = 'u' if any(w in affixes for w in row) else 'g'
        known = [w for w in row if language in tables.words.get(w, {}).get(f'u{code}', ())]
        for word in row:
            if word in affixes:
                tables.word(word, 'a', language)
            elif word not in known:
                tables.word(word, 'j' if known and kind == 'u' else kind + code, language)


def numbers(tables, cldr, language):
    name = {'nb': 'no', 'bs': 'bs'}.get(language, language)
    data = cldr.read('spellout', 'rbnf', f'{name}.json')
    rules = data['rbnf']['rbnf'].get('SpelloutRules', {}) if data else {}
    for key, rows in rules.items():
        if not key.startswith('%spellout-cardinal') and not key.startswith('%spellout-numbering'):
            continue
        for value, text in (row for row in rows if len(row) == 2):
            text = re.sub(r'\[.*?\]', '', text).rstrip(';').replace('\u00ad', '')
            if value.isdigit() and 1 <= int(value) <= 20 and not re.search(r'[=→←<>$%#]', text):
                tables.word(' '.join(words(text)), f'n{value}', language)
            elif value.isdigit() and 20 < int(value) <= 10**12:
                for word in large_number(text):
                    tables.word(word, 'N', language)


def large_number(text):
    """The words of tens, hundreds, thousands and more: the last one of a rule, in each plural form."""
    forms = re.findall(r'\{(.*?)\}', text)
    text = re.sub(r'\$\(.*?\)\$|[←→=][^←→=]*[←→=]', ' ', text)
    if re.search(r'[=→←<>$%#0]', text):
        return []
    found = [words(form) for form in forms] or [words(text)]
    return [row[-1] for row in found if row and (len(row[-1]) > 1 or not row[-1].isascii())]


def other_calendars(tables, cldr, language):
    for package, letter, names in (('persian', 'p', ['persian']), ('islamic', 'i', ['islamic'])):
        for name in names:
            data = cldr.read(package, 'main', language, f'ca-{name}.json')
            if not data:
                continue
            for width in ('wide', 'abbreviated'):
                rows = data['main'][language]['dates']['calendars'][name]['months']['format'][width]
                for number, text in rows.items():
                    key = ' '.join(words(text))
                    # The names that CLDR gives where a language has none of its own are no evidence of anything.
                    if not key.isascii() and not re.search(r'\d', key):
                        tables.word(key, f'{letter}{number}', language)


# The zone of most of a country's newsrooms, where it has several.
MAIN_ZONES = {
    'AR': 'America/Buenos_Aires', 'AU': 'Australia/Sydney', 'BR': 'America/Sao_Paulo', 'CA': 'America/Toronto',
    'CD': 'Africa/Kinshasa', 'CL': 'America/Santiago', 'CN': 'Asia/Shanghai', 'EC': 'America/Guayaquil', 'ES': 'Europe/Madrid',
    'ID': 'Asia/Jakarta', 'KZ': 'Asia/Almaty', 'MN': 'Asia/Ulaanbaatar', 'MX': 'America/Mexico_City', 'NZ': 'Pacific/Auckland',
    'PT': 'Europe/Lisbon', 'RU': 'Europe/Moscow', 'UA': 'Europe/Kiev', 'US': 'America/New_York',
}


def countries(cldr):
    """The zones of each country, the main one first, and the country in which most speakers of a language live."""
    mapped = cldr.read('core', 'supplemental', 'windowsZones.json')['supplemental']['windowsZones']['mapTimezones']
    rows = defaultdict(list)
    for zone in (row['mapZone'] for row in mapped):
        country, name = zone['_territory'], zone['_type'].split()[0]
        if len(country) == 2 and country != 'ZZ' and name not in rows[country]:
            rows[country].append(name)
    out = {}
    for country, names in rows.items():
        names.sort(key=lambda name: name != MAIN_ZONES.get(country))
        out[country.lower()] = ' '.join(names)
    likely = cldr.read('core', 'supplemental', 'likelySubtags.json')['supplemental']['likelySubtags']
    for language in LANGUAGES:
        if language in likely:
            out['-' + language] = likely[language].rsplit('-', 1)[1].lower()
    return [f'{key}\t{out[key]}' for key in sorted(out)]


def orders(cldr, rows, locale):
    """What comes first in a date of numbers, and the mark between them: `dm.`, `md/`, `ym-`.

    Where the year is first, the first letter after it says what follows in a date without a year.
    """
    calendar = cldr.calendar(locale)
    def order(pattern):
        pattern = pattern if isinstance(pattern, str) else pattern['_value']
        return ''.join(dict.fromkeys(c.lower() for c in re.sub(r"'.*?'", '', pattern) if c in 'dMLyr')).replace('l', 'm')
    short = order(calendar['dateFormats']['short'])
    pattern = calendar['dateFormats']['short']
    pattern = pattern if isinstance(pattern, str) else pattern['_value']
    mark = next((c for c in re.sub(r"'.*?'", '', pattern) if c in './-'), '?')
    if short.startswith('y'):
        md = order(calendar['dateTimeFormats']['availableFormats']['Md'])
        rows[locale.lower()] = ('dm' if md == 'dm' else 'y') + mark
    else:
        rows[locale.lower()] = short.replace('y', '') + mark


def patterns(cldr, locale, out):
    """What a round trip needs: how the locale writes a day, and a time that has passed."""
    calendar, fields = cldr.calendar(locale), cldr.fields(locale)
    string = lambda value: value if isinstance(value, str) else value['_value']
    row = {
        'locale': locale.lower(),
        'formats': [string(calendar['dateFormats'][n]) for n in ('full', 'long', 'medium')],
        'times': [string(calendar['dateTimeFormats']['availableFormats'][n]) for n in ('Hm', 'hm')],
        'halves': [calendar['dayPeriods']['format']['abbreviated'][n] for n in ('am', 'pm')],
        'months': {
            context[0] + width[0]: list(calendar['months'][context][width].values())
            for context in ('format', 'stand-alone') for width in ('wide', 'abbreviated')
        },
        'weekdays': {
            width[0]: [calendar['days']['format'][width][d] for d in WEEKDAYS] for width in ('wide', 'abbreviated')
        },
        'past': {
            code: sorted({
                pattern for width in ('', '-short', '-narrow')
                for _, pattern in past_patterns(fields[name + width], lengths(cldr.units(locale), name)) if '{0}' in pattern
            })
            for name, code in UNITS.items()
        },
        'near': {
            code + str(back): sorted({
                fields[name + width][key] for width in ('', '-short', '-narrow')
                if (key := f'relative-type-{-back if back else 0}') in fields[name + width]
            })
            for name, code in UNITS.items() for back in (0, 1, 2)
        },
        'units': {
            code: sorted({
                pattern for width in ('long', 'short')
                for key, pattern in cldr.units(locale)[width][f'duration-{name}'].items()
                if 'unitPattern-count' in key and '{0}' in pattern
            })
            for name, code in UNITS.items() if name in ('year', 'month', 'week', 'day')
        },
    }
    out.append(json.dumps(row, ensure_ascii=False, separators=(',', ':')))


def digits(cldr):
    """The zero of every decimal numbering system that CLDR knows and that Unicode counts as digits in a row."""
    systems = cldr.read('core', 'supplemental', 'numberingSystems.json')['supplemental']['numberingSystems']
    zeros = set()
    for system in systems.values():
        run = list(system.get('_digits', ''))
        if len(run) == 10 and all(ord(c) == ord(run[0]) + i for i, c in enumerate(run)):
            zeros.add(run[0])
    return ''.join(sorted(zeros | {'\uff10'}))


def write(name, what, lines):
    head = [f'{what}', f'Made by .ci/cldr.py from Unicode CLDR {CLDR}; do not edit. Data under the Unicode licence, see LICENSE-UNICODE.']
    (HERE / name).write_text('\n'.join(['// ' + line for line in head] + [''] + lines) + '\n', encoding='utf8')


def rows_of(table):
    def meanings(row):
        return ' '.join(f'{m}:{",".join(sorted(row[m]))}' for m in sorted(row))
    return [f'{key}\t{meanings(table[key])}' for key in sorted(table, key=lambda k: k.encode())]


def main():
    cache = Path(sys.argv[1])
    cache.mkdir(parents=True, exist_ok=True)
    cldr, tables, order, tests = Cldr(cache), Tables(), {}, []
    for language in LANGUAGES:
        ranges = day_ranges(cldr, language)
        numbers(tables, cldr, language)
        other_calendars(tables, cldr, language)
        for locale in cldr.locales(language):
            calendar = cldr.calendar(locale)
            months(tables, calendar, language)
            weekdays(tables, calendar, language)
            halves(tables, calendar, language, ranges)
            fillers(tables, calendar, language)
            units(tables, cldr.units(locale), language)
            relative(tables, cldr.fields(locale), cldr.units(locale), language)
            orders(cldr, order, locale)
            if locale == language or locale in ('zh-Hant', 'sr-Latn', 'pt-PT', 'en-GB', 'fr-CA', 'es-MX', 'de-AT', 'uz-Cyrl'):
                patterns(cldr, locale, tests)
    # English alone says nothing of the order: CLDR's "en" is American, the web's is anything.
    order['en-us'] = order.pop('en')
    order = {tag: o for tag, o in order.items() if order.get(tag.rsplit('-', 1)[0]) != o or '-' not in tag}
    write('words.txt', 'What words mean in dates and times: word, then meaning:languages. `n7` is a number, `N` one of more than twenty.', rows_of(tables.words))
    write('phrases.txt', 'Times relative to now: phrase (# is a number), then unit and count:languages.', rows_of(tables.phrases))
    write('orders.txt', 'Day and month in numbers before a year, by locale.', [f'{k}\t{order[k]}' for k in sorted(order)])
    write('countries.txt', 'Time zones by country (main one first), and -language to country.', countries(cldr))
    write('digits.txt', 'The zero of each row of decimal digits.', [digits(cldr)])
    write('patterns.txt', 'How locales write dates and times that have passed; only tests read it.', tests)
    licence = (cldr.folders['core'] / 'LICENSE').read_text(encoding='utf8')
    (HERE / 'LICENSE-UNICODE').write_text(licence, encoding='utf8')


if __name__ == '__main__':
    main()
