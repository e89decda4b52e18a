from dlc_support.grading.page import page, paragraph, table


def test_what_students_chose_is_text_and_not_html():
    text = page("<b>", paragraph("<script>"), table(["<i>"], [["<a>", 3]]))
    for tag in ("<b>", "<script>", "<i>", "<a>"):
        assert tag not in text
    assert "&lt;script&gt;" in text
    assert "<td>3</td>" in text


def test_a_page_asks_for_nothing_from_a_network():
    assert "http" not in page("title", paragraph("text"))
