"""The pages of signing out. No field for a password is on them: the browser's own dialog asks, which no script can read."""

from door import Answer

HTML = {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store"}


def page(title: str, content: str) -> str:
    return f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title><h1>{title}</h1>{content}</html>\n'


def sign_out_page() -> Answer:
    form = '<form method="post" action="/sign-out"><button>Sign out</button></form>'
    return Answer(200, dict(HTML), page("Sign out of OpenHands", form))


def signed_out_page(answer: Answer) -> Answer:
    link = '<p>What was open is closed within a minute.</p><p><a href="/sign-in">Sign in again</a></p>'
    # What the application kept in the browser, its key among it, goes too.
    headers = {**HTML, "Clear-Site-Data": '"cache", "storage"'}
    return Answer(answer.status, headers, page("You have signed out", link), answer.cookies)


def signed_in() -> Answer:
    return Answer(303, {"Location": "/", "Cache-Control": "no-store"})
