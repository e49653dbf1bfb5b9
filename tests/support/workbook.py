#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Workbooks as Excel would save them, for the tests: workbook.py FILE.xlsx < TEXT

The text has a line a row and tabs between cells; "## NAME" begins another sheet.
A cell is text, or by what stands in front of it
    #   a number as it stands in the file     d#  a number shown as a date
    =   a formula's error (#N/A) or result    b#  true or false
"""
import sys
import zipfile
from xml.sax.saxutils import escape

MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
RELS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def column(n):
    name = ''
    while n:
        n, rest = divmod(n - 1, 26)
        name = chr(65 + rest) + name
    return name


def cell(ref, text, strings):
    if text.startswith('d#'):
        return f'<c r="{ref}" s="1"><v>{text[2:]}</v></c>'
    if text.startswith('b#'):
        return f'<c r="{ref}" t="b"><v>{text[2:]}</v></c>'
    if text.startswith('#'):
        return f'<c r="{ref}"><v>{text[1:]}</v></c>'
    if text.startswith('=#'):
        return f'<c r="{ref}" t="e"><f>A1</f><v>{text[1:]}</v></c>'
    if text.startswith('='):
        return f'<c r="{ref}" t="str"><f>A1</f><v>{escape(text[1:])}</v></c>'
    if not text:
        return ''
    at = strings.setdefault(text, len(strings))
    return f'<c r="{ref}" t="s"><v>{at}</v></c>'


def sheet_xml(rows, strings):
    out = [HEAD, f'<worksheet xmlns="{MAIN}"><sheetData>']
    for r, row in enumerate(rows, 1):
        cells = [cell(f'{column(c)}{r}', t, strings) for c, t in enumerate(row, 1)]
        out.append(f'<row r="{r}">{"".join(cells)}</row>')
    out.append('</sheetData></worksheet>')
    return ''.join(out)


def relations(entries):
    inside = ''.join(f'<Relationship Id="{i}" Type="{RELS}/{t}" Target="{to}"/>'
                     for i, t, to in entries)
    return (f'{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
            f'relationships">{inside}</Relationships>')


def main():
    sheets = []
    for line in sys.stdin.read().splitlines():
        if line.startswith('## '):
            sheets.append((line[3:], []))
            continue
        if not sheets:
            sheets.append(('Sheet1', []))
        sheets[-1][1].append(line.split('\t'))
    strings = {}
    parts = [sheet_xml(rows, strings) for _, rows in sheets]
    numbers = range(1, len(sheets) + 1)
    tabs = ''.join(f'<sheet name="{escape(n)}" sheetId="{i}" r:id="rId{i}"/>'
                   for i, (n, _) in enumerate(sheets, 1))
    texts = ''.join(f'<si><t xml:space="preserve">{escape(s)}</t></si>' for s in strings)
    with zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED) as z:
        z.writestr('[Content_Types].xml', f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/'
                   'package/2006/content-types"><Default Extension="xml" '
                   'ContentType="application/xml"/></Types>')
        z.writestr('_rels/.rels', relations([('rId1', 'officeDocument', 'xl/workbook.xml')]))
        z.writestr('xl/workbook.xml', f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{RELS}">'
                   f'<sheets>{tabs}</sheets></workbook>')
        z.writestr('xl/_rels/workbook.xml.rels', relations(
            [(f'rId{i}', 'worksheet', f'worksheets/sheet{i}.xml') for i in numbers] +
            [('rIdS', 'sharedStrings', 'sharedStrings.xml'), ('rIdT', 'styles', 'styles.xml')]))
        z.writestr('xl/styles.xml', f'{HEAD}<styleSheet xmlns="{MAIN}"><numFmts count="1">'
                   '<numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d'
                   '&quot;日&quot;"/></numFmts><cellXfs count="2"><xf numFmtId="0"/>'
                   '<xf numFmtId="176"/></cellXfs></styleSheet>')
        z.writestr('xl/sharedStrings.xml', f'{HEAD}<sst xmlns="{MAIN}">{texts}</sst>')
        for i, part in zip(numbers, parts):
            z.writestr(f'xl/worksheets/sheet{i}.xml', part)


main()
