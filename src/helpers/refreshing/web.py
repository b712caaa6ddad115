"""One way to ask an upstream over HTTP: patient, bounded, and clear about what went wrong."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import requests
import tenacity

from helpers.errors import RefreshError
from helpers.refreshing.answers import as_text, rows_of_csv, shown
from helpers.refreshing.limits import Limited, Passing, wait_asked_for

TRIES = 4
LONGEST_WAIT = 120
USER_AGENT = "chuhai-refresh (research; one reader, slow)"


class Web:
    """Asks upstreams, with timeouts, retries and limits.

    Parameters
    ----------
    timeout : seconds to connect, and to wait for the next bytes.
    deadline : seconds that one whole answer may take.
    largest : bytes that one answer may have.
    sleep : how to wait between tries (tests pass a function that does not).
    """

    def __init__(
        self,
        *,
        timeout: float = 30,
        deadline: float = 300,
        largest: int = 256 * 2**20,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.timeout = timeout
        self.deadline = deadline
        self.largest = largest
        self.sleep = sleep
        self._session = requests.Session()
        # No ~/.netrc: credentials come from the environment, named by the upstream, or not at all.
        self._session.trust_env = False
        self._session.verify = os.environ.get("REQUESTS_CA_BUNDLE") or True
        self._session.headers["User-Agent"] = USER_AGENT

    def json(self, url: str, params: Mapping[str, Any] | None = None, token: str = "") -> Any:
        """The JSON at ``url``; ``token`` names the environment variable of the credential."""
        return self.json_with_links(url, params, token)[0]

    def json_with_links(
        self, url: str, params: Mapping[str, Any] | None = None, token: str = ""
    ) -> tuple[Any, dict[str, str]]:
        """The JSON and the address of each link (``next``, ...) of its Link header."""
        answer, content = self._get(url, params, token)
        text = as_text(content, "JSON", url, answer.headers.get("Content-Type", ""))
        try:
            value = json.loads(text)
        except ValueError as error:
            raise RefreshError(
                f"the answer is not whole JSON ({error})",
                where=shown(url),
                mend="try again later; if it lasts, the upstream has changed its format",
            ) from None
        return value, {name: link["url"] for name, link in answer.links.items() if "url" in link}

    def csv(self, url: str, needed: tuple[str, ...], token: str = "") -> list[dict[str, str]]:
        """The rows of the CSV at ``url``, which must have the columns ``needed``."""
        answer, content = self._get(url, None, token)
        return rows_of_csv(content, needed, url, answer.headers.get("Content-Type", ""))

    def pages(
        self, url: str, params: Mapping[str, Any] | None = None, token: str = ""
    ) -> Iterator[Any]:
        """The JSON of ``url`` and of every page that its Link header leads to."""
        seen: set[str] = set()
        following: str | None = url
        while following:
            if following in seen:
                raise RefreshError("the pages lead in a circle", where=shown(following))
            if urlsplit(following).netloc != urlsplit(url).netloc:
                raise RefreshError(
                    f"the next page lies at another host ({urlsplit(following).netloc})",
                    where=shown(url),
                )
            seen.add(following)
            value, links = self.json_with_links(following, params, token)
            yield value
            following, params = links.get("next"), None

    def _get(
        self, url: str, params: Mapping[str, Any] | None, token: str
    ) -> tuple[requests.Response, bytes]:
        again = tenacity.Retrying(
            stop=tenacity.stop_after_attempt(TRIES),
            wait=wait_asked_for(tenacity.wait_exponential_jitter(initial=1, max=30)),
            retry=tenacity.retry_if_exception_type(Passing),
            sleep=self.sleep,
            reraise=True,
        )
        try:
            return again(self._once, url, params, token)
        except Passing as fault:
            raise RefreshError(
                f"{fault} ({TRIES} tries)", where=shown(url), mend="try again later"
            ) from None

    def _once(
        self, url: str, params: Mapping[str, Any] | None, token: str
    ) -> tuple[requests.Response, bytes]:
        secret = os.environ.get(token, "") if token else ""
        headers = {"Authorization": f"Bearer {secret}"} if secret else {}
        end = time.monotonic() + self.deadline
        try:
            answer = self._session.get(
                url,
                params=dict(params or {}),
                headers=headers,
                timeout=self.timeout,
                proxies=requests.utils.get_environ_proxies(url),
                stream=True,
            )
            with answer:
                self._status(answer, url, token if secret else "")
                return answer, self._read(answer, end, url)
        except requests.Timeout:
            raise Passing(f"no answer within {self.timeout:g} s") from None
        except requests.exceptions.ChunkedEncodingError:
            raise Passing("the answer broke off half way") from None
        except requests.ConnectionError as error:
            raise Passing(f"no connection ({type(error).__name__})") from None
        except requests.RequestException as error:
            # Names only: the text of a fault can repeat what was sent.
            raise RefreshError(
                f"the request failed ({type(error).__name__})", where=shown(url)
            ) from None

    def _read(self, answer: requests.Response, end: float, url: str) -> bytes:
        parts, size = [], 0
        for part in answer.iter_content(2**16):
            parts.append(part)
            size += len(part)
            if size > self.largest:
                raise RefreshError(
                    f"the answer is larger than {self.largest:,} bytes", where=shown(url)
                )
            if time.monotonic() > end:
                raise Passing(f"the answer took longer than {self.deadline:g} s")
        return b"".join(parts)

    def _status(self, answer: requests.Response, url: str, token: str) -> None:
        """Nothing for a good answer; Passing for what passes; RefreshError for the rest."""
        code = answer.status_code
        if code < 400:
            return
        limited = Limited.of(answer)
        if limited and limited.seconds > LONGEST_WAIT:
            raise RefreshError(
                f"the rate limit is used up for another {limited.seconds:,.0f} s",
                where=shown(url),
                mend="come back then, or set the credential that the upstream names",
            )
        if limited or code >= 500 or code == 408:
            raise Passing(f"the upstream answered {code}", limited.seconds if limited else None)
        if code in (401, 403):
            held = f"refused the credential in {token}" if token else "asks for a credential"
            raise RefreshError(f"the upstream {held} ({code})", where=shown(url))
        if code in (404, 410):
            raise NotThereError(
                f"nothing is there ({code})",
                where=shown(url),
                mend="the upstream has moved: look for its new address, then --mirror NAME=URL",
            )
        raise RefreshError(f"the upstream answered {code}", where=shown(url))


class NotThereError(RefreshError):
    """The upstream says that the address holds nothing."""
