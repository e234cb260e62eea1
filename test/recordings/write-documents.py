"""Writes the office files of test/golden/intake/documents with the libraries that people use, so that Madang's readers meet
files it did not write itself: python-docx, openpyxl, odfpy, ebooklib, reportlab (a Korean font that is not embedded), pyarrow.
The texts were written for this test. `pip install python-docx openpyxl odfpy ebooklib reportlab pyarrow`, then
`python write-documents.py ../golden/intake/documents/input/texts`. The .hwp and .hwpx files beside them are real ones:
draw_text.hwp from hahnlee/hwp-rs, ChangeTrack.hwpx and RectInPara.hwpx from neolord0/hwpxlib, both Apache-2.0."""
import os
import sys

import docx
import openpyxl
import pyarrow
import pyarrow.parquet
from ebooklib import epub
from odf import dc, table, text
from odf.opendocument import OpenDocumentText
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph

os.chdir(sys.argv[1])
SENTENCES = [
    "마당은 한국 집의 한가운데에 있는 빈 터이다.",
    "가을이면 사람들은 이곳에 멍석을 펴고 고추와 벼를 말렸다.",
    "잔치가 열리는 날에는 차일을 치고 손님을 맞았으며 아이들은 밤늦게까지 뛰어놀았다.",
    "비가 온 뒤에는 흙이 단단해지도록 발로 밟거나 큰 돌을 굴렸다.",
    "오늘날에는 아파트가 많아져 이런 빈 터를 보기 어렵게 되었지만 그 이름은 여러 곳에 남아 있다.",
]

word = docx.Document()
word.core_properties.title, word.core_properties.author = "마당 안내", "홍길동"
word.core_properties.keywords = "CC BY 4.0"
word.add_heading("마당", 1)
word.add_paragraph("마당은 한국 집의 ").add_run("한가운데").bold = True
grid = word.add_table(2, 2)
for place, value in {(0, 0): "항목", (0, 1): "값", (1, 0): "넓이", (1, 1): "서른 평"}.items():
    grid.cell(*place).text = value
word.sections[0].header.paragraphs[0].text = "머리말"
word.save("a.docx")

book = openpyxl.Workbook()
sheet = book.active
sheet.title = "자료"
for row in [["2024년 목록"], ["번호", "title", "본문"], [1, "첫째", SENTENCES[0]], [2, "둘째", None], [3, "셋째", SENTENCES[1]]]:
    sheet.append(row)
book.save("b.xlsx")

writer = OpenDocumentText()
writer.meta.addElement(dc.Title(text="마당"))
writer.text.addElement(text.H(outlinelevel=1, text="제목"))
paragraph = text.P(text=SENTENCES[2])
note, body = text.Note(noteclass="footnote"), text.NoteBody()
note.addElement(text.NoteCitation(text="1"))
body.addElement(text.P(text="차일은 볕을 가리는 천이다."))
note.addElement(body)
paragraph.addElement(note)
writer.text.addElement(paragraph)
rows = table.Table()
for values in (("항목", "값"), ("깊이", "없다")):
    line = table.TableRow()
    for value in values:
        cell = table.TableCell()
        cell.addElement(text.P(text=value))
        line.addElement(cell)
    rows.addElement(line)
writer.text.addElement(rows)
writer.save("c.odt")

novel = epub.EpubBook()
novel.set_identifier("madang-test")
novel.set_title("마당 이야기")
novel.set_language("ko")
novel.add_metadata("DC", "rights", "https://creativecommons.org/licenses/by-sa/4.0/")
chapters = []
for number in (1, 2):
    chapter = epub.EpubHtml(title=f"{number}장", file_name=f"글/{number}.xhtml", lang="ko")
    chapter.content = f"<h1>{number}장</h1><p>{SENTENCES[number]}<br/><ruby>遮日<rt>차일</rt></ruby>을 쳤다.</p>"
    novel.add_item(chapter)
    chapters.append(chapter)
novel.add_item(epub.EpubNcx())
novel.add_item(epub.EpubNav())
novel.spine = ["nav", *chapters]
epub.write_epub("d.epub", novel)

pdfmetrics.registerFont(UnicodeCIDFont("HYSMyeongJo-Medium"))
style = ParagraphStyle("body", fontName="HYSMyeongJo-Medium", fontSize=10, leading=15, spaceAfter=8)


def furniture(canvas, document):
    canvas.setFont("HYSMyeongJo-Medium", 8)
    canvas.drawString(60, 800, "마당 소식 2024")
    canvas.drawCentredString(297, 30, f"- {document.page} -")


frames = [Frame(60 + 245 * column, 500, 225, 280, leftPadding=0, rightPadding=0) for column in range(2)]
paper = BaseDocTemplate("e.pdf", pagesize=A4, title="마당 소식", author="홍길동", invariant=True)
paper.addPageTemplates(PageTemplate(frames=frames, onPage=furniture))
paper.build([Paragraph(" ".join(SENTENCES[i % 5 :] + SENTENCES[: i % 5]), style) for i in range(9)])

pyarrow.parquet.write_table(pyarrow.table({"text": SENTENCES[:3], "license": ["CC0", "CC0", None]}), "f.parquet", compression="zstd")
