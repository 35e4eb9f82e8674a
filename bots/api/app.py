"""The FastAPI application: requests to questions, answers to JSON."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

from fastapi import FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from bots.api.advisors import Advisors
from bots.api.models import (
    AnswerBody,
    AskBody,
    CheckBody,
    ChunkBody,
    FalseAlarmBody,
    GuardBody,
    HealthBody,
    ProblemBody,
    SectionBody,
    SourceBody,
    TermBody,
)
from bots.faults import log_fault
from bots.web.markdown import to_html
from rag.errors import KokoroeError
from rag.messages import say
from rag.render import guard_json, to_json
from rag.retrieve.glossary import GlossaryMatcher
from rag.retrieve.retriever import is_superseded
from rag.settings import Settings
from rag.types import GlossaryTerm, Question, Turn

_WEB = Path(__file__).resolve().parent.parent / "web"
_HEADERS = {
    "content-security-policy": "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
# Swagger UI starts itself by an inline script.
_DOCS_HEADERS = {"content-security-policy": "default-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'"}
# Starlette's own sentences, in Japanese.
_SENTENCES = {
    "Not Found": "そのアドレスはありません。",
    "Method Not Allowed": "そのアドレスでは使えない方法です。",
    "There was an error parsing the body": "本文を読めません。UTF-8 の JSON で送ってください。",
}
_MAX_BODY = 1_000_000
_PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": ProblemBody, "content": {"application/problem+json": {}}, "description": description}
    for status, description in ((422, "使えない入力"), (413, "大きすぎる入力"), (500, "内部の問題"), (503, "今は答えられない"))
}
_MISSING: dict[int | str, dict[str, Any]] = {404: {"model": ProblemBody, "description": "その名前のものはない"}}


def create_app(settings: Settings, advisors: Advisors | None = None) -> FastAPI:
    """The application. The index is loaded at the first request and again whenever it was replaced."""
    known = advisors or Advisors(settings)
    app = FastAPI(
        title="心得 Kokoroe",
        version="1",
        description="中小企業の従業員のためのセキュリティ相談。出典つきで答えます。",
        responses=_PROBLEMS,
        docs_url=None,
        redoc_url=None,
    )
    _add_errors(app)
    _add_limits(app)
    _add_routes(app, known)
    _add_page(app)
    return app


def _add_routes(app: FastAPI, advisors: Advisors) -> None:
    @app.post("/v1/ask", response_model=AnswerBody, tags=["ask"], summary="質問に答える")
    def ask(body: AskBody, html: Annotated[bool, Query(description="text を HTML にした html も返す。")] = False) -> dict[str, Any]:
        history = tuple(Turn(turn.role, turn.content) for turn in body.history)
        answer = advisors.current().ask(Question(body.question, history, body.conversation_id, body.language, door="api"))
        rendered = to_html(answer.text, {citation.number for citation in answer.citations}) if html else None
        return to_json(answer) | {"html": rendered}

    @app.post("/v1/guard/check", tags=["guard"], summary="機密情報が含まれるかを確かめる（保存しない）")
    def check(body: CheckBody) -> GuardBody:
        return GuardBody(**guard_json(advisors.current().guard.check(body.text)))

    @app.post("/v1/guard/false-alarm", tags=["guard"], summary="誤検知を報告する（種類だけ）", status_code=204)
    def false_alarm(body: FalseAlarmBody) -> None:
        advisors.current().report_false_alarm(tuple(dict.fromkeys(body.kinds)), "api")

    @app.get("/v1/sources", tags=["sources"], summary="資料の一覧")
    def sources() -> list[SourceBody]:
        index = advisors.current().index
        places: dict[str, dict[str, None]] = {}
        for chunk in index.chunks:
            places.setdefault(chunk.source_id, {})[chunk.section] = None
        return [
            SourceBody(
                id=each.id,
                title=each.title,
                publisher=each.publisher,
                published=each.published,
                edition=each.edition,
                language=each.language,
                url=each.url,
                terms=each.terms,
                superseded_by=each.superseded_by,
                superseded_sections=list(each.superseded_sections),
                sections=list(places.get(each.id, ())),
            )
            for each in index.sources
        ]

    @app.get("/v1/sources/{source_id}/sections/{section:path}", tags=["sources"], summary="節の全文", responses=_MISSING)
    def section(source_id: str, section: str) -> SectionBody:
        index = advisors.current().index
        source = next((each for each in index.sources if each.id == source_id), None)
        chunks = index.section(source_id, section)
        if source is None or not chunks:
            raise HTTPException(404, f"資料 {source_id!r} に節 {section!r} はありません。")
        return SectionBody(
            source_id=source_id,
            title=source.title,
            section=section,
            superseded=is_superseded(chunks[0], source),
            chunks=[
                ChunkBody(chunk_id=each.id, heading=list(each.headings), kind=each.kind.value, page=each.page, text=each.text)
                for each in chunks
            ],
        )

    @app.get("/v1/glossary", tags=["glossary"], summary="用語集")
    def glossary(q: Annotated[str, Query(max_length=200, description="用語・略語・別名・読み。空なら全部。")] = "") -> list[TermBody]:
        terms = advisors.current().index.glossary
        return [_term_body(term) for term in (GlossaryMatcher(terms).lookup(q) if q.strip() else terms)]

    @app.get("/healthz", tags=["health"], summary="動いているか")
    def healthz() -> HealthBody:
        return HealthBody(status="ok")

    @app.get("/readyz", tags=["health"], summary="答えられるか", responses={503: {"model": HealthBody}})
    def readyz() -> JSONResponse:
        try:
            body, status = HealthBody(status="ok", index=advisors.current().index.stamp), 200
        except KokoroeError as error:
            body, status = HealthBody(status="unavailable", detail=str(error)), 503
        return JSONResponse(body.model_dump(), status)


def _term_body(term: GlossaryTerm) -> TermBody:
    return TermBody(
        term=term.term,
        name=term.name,
        reading=term.reading,
        full_name=term.full_name,
        aliases=list(term.aliases),
        definition=term.definition,
        sections=list(term.sections),
        source_id=term.source_id,
    )


def _add_page(app: FastAPI) -> None:
    # Swagger UI from a package: nothing on this server makes a browser ask another one.
    app.mount("/static/swagger", StaticFiles(packages=[("fastapi_offline", "static")]), name="swagger")

    @app.get("/docs", include_in_schema=False)
    def docs() -> HTMLResponse:
        return get_swagger_ui_html(
            openapi_url="/openapi.json",
            title="心得 API",
            swagger_js_url="/static/swagger/swagger-ui-bundle.js",
            swagger_css_url="/static/swagger/swagger-ui.css",
            swagger_favicon_url="/static/swagger/favicon.png",
        )

    app.mount("/static", StaticFiles(directory=_WEB / "static"), name="static")

    @app.get("/", include_in_schema=False)
    def page() -> FileResponse:
        return FileResponse(_WEB / "index.html", media_type="text/html; charset=utf-8")


def _add_limits(app: FastAPI) -> None:
    @app.middleware("http")
    async def limits(request: Request, call_next: Callable[[Request], Any]) -> Any:
        length = request.headers.get("content-length", "0")
        if length.isdigit() and int(length) > _MAX_BODY:
            return _problem(
                413, "大きすぎる入力", f"送られた内容が大きすぎます（{int(length):,} バイト）。", say("long_question_hint", "ja")
            )
        response = await call_next(request)
        for name, value in (_HEADERS | _DOCS_HEADERS if request.url.path == "/docs" else _HEADERS).items():
            response.headers.setdefault(name, value)
        return response


def _add_errors(app: FastAPI) -> None:
    @app.exception_handler(KokoroeError)
    def known(request: Request, error: KokoroeError) -> JSONResponse:
        return _problem(error.http_status, error.code, error.message, error.hint)

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        # What a person typed may stand in the value, and as the name of a field that is not known, so only
        # the place of a known field and the reason are told.
        known = first["loc"][:-1] if first["type"] == "extra_forbidden" else first["loc"]
        place = ".".join(str(part) for part in known if part != "body") or "本文"
        return _problem(422, "usage", f"{place} が正しくありません（{first['msg']}）。", "/docs の形式に合わせてください。")

    @app.exception_handler(HTTPException)
    def http(request: Request, error: HTTPException) -> JSONResponse:
        hint = "/docs に使えるアドレスの一覧があります。" if error.status_code in (404, 405) else ""
        return _problem(error.status_code, "http", _SENTENCES.get(str(error.detail), str(error.detail)), hint, headers=dict(error.headers or {}))

    @app.exception_handler(Exception)
    def fault(request: Request, error: Exception) -> JSONResponse:
        request_id = uuid.uuid4().hex[:12]
        log_fault(request_id, error)
        return _problem(500, "fault", say("fault", "ja"), say("fault_hint", "ja", request_id=request_id), request_id=request_id)


def _problem(
    status: int, title: str, detail: str, hint: str, *, request_id: str = "", headers: dict[str, str] | None = None
) -> JSONResponse:
    body = ProblemBody(
        type="about:blank", title=title, status=status, detail=detail, hint=hint, request_id=request_id or uuid.uuid4().hex[:12]
    )
    # A fault and a body that is too large are answered outside the middleware that adds the headers.
    return JSONResponse(body.model_dump(), status, headers=_HEADERS | (headers or {}), media_type="application/problem+json")
