"""A folder to a vendor's server: under a temporary name, renamed when whole, then a file that says "done"."""

from __future__ import annotations

import hashlib
import re
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from socket import gaierror
from typing import TYPE_CHECKING, Any

from dm.errors import OutsideError, SettingsError

if TYPE_CHECKING:
    from asyncio import Timeout

    from asyncssh import SFTPClient

    from dm.settings import Sftp

_BLOCK = 256 * 1024
_SECONDS = 30
# Of a server that takes no block and answers no question for so long nothing more is expected.
_SILENCE = 300
# version 3 of the protocol has no code for it, servers say it in words
_FULL = re.compile("space|quota|disk full", re.IGNORECASE)
_SUMS = "SHA256SUMS"


@dataclass(frozen=True, slots=True)
class Sent:
    """How many files and bytes the server has, and whether it had been told so before."""

    files: int = 0
    bytes: int = 0
    was_there: bool = False


@dataclass(frozen=True, slots=True)
class Load:
    """A sealed folder with its files, and files that go beside it; `arrived`: an earlier run saw all of it there."""

    folder: Path
    files: Sequence[Path]
    beside: Sequence[Path] = ()
    arrived: bool = False

    @property
    def sent(self) -> Sent:
        """What the server has when it has everything."""
        sizes = [path.stat().st_size for path in (*self.files, *self.beside)]
        return Sent(len(sizes), sum(sizes))


def send_folder(
    target: Sftp, key: bytes, load: Load, *, say: Callable[[str], None], arrived: Callable[[Sent], None]
) -> Sent:
    """Send a sealed folder under its own name; `arrived` is called when all is there and before the vendor is told.

    What an earlier run left unfinished goes on where it was cut; what is there and done is not sent again, nor what had
    arrived and is gone: the vendor took it. Raises OutsideError when the server does not answer, breaks off, holds
    another batch of that name, or is not the one whose key is pinned.
    """
    import asyncio

    import asyncssh

    try:
        return asyncio.run(_send(target, key, load, say, arrived))
    except (asyncssh.HostKeyNotVerifiable, asyncssh.KeyExchangeFailed) as error:
        raise OutsideError(
            f"{target.host} does not show the host key that dm.toml pins: nothing was sent.",
            hint="Ask the vendor whether the key was changed; if not, somebody else answers there.",
        ) from error
    except asyncssh.PermissionDenied as error:
        raise OutsideError(f"{target.host} does not let {target.user} in: {error}.", hint="Check the key.") from error
    except (ConnectionRefusedError, gaierror, TimeoutError) as error:
        raise OutsideError(
            f"{target.host}:{target.port} does not answer.",
            hint="Check the address in dm.toml, and ask the vendor; then `dm batch deliver`.",
        ) from error
    except (asyncssh.Error, OSError) as error:
        full = isinstance(error, asyncssh.SFTPError) and _FULL.search(str(error))
        told = "has no room for the batch" if full else "broke off"
        raise OutsideError(
            f"{target.host}:{target.port} {told}: {str(error) or type(error).__name__}.",
            hint=f"{'Ask the vendor to make room; ' if full else ''}`dm batch deliver` goes on where it was cut.",
            permanent=False,
        ) from error


async def _send(
    target: Sftp, key: bytes, load: Load, say: Callable[[str], None], arrived: Callable[[Sent], None]
) -> Sent:
    import asyncio

    import asyncssh

    trusted = _host_key(target)
    async with (
        asyncssh.connect(
            target.host,
            target.port,
            username=target.user,
            client_keys=[_private_key(target, key)],
            known_hosts=([trusted], [], []),
            agent_path=None,
            config=None,
            password=None,
            connect_timeout=_SECONDS,
            login_timeout=_SECONDS,
            keepalive_interval=_SECONDS,
        ) as connection,
        connection.start_sftp_client() as sftp,
    ):
        try:
            async with asyncio.timeout(_SILENCE) as patience:
                return await _Upload(sftp, target, load, patience).run(say, arrived)
        except TimeoutError:
            # to take leave of who does not answer would take for ever
            connection.abort()
            raise


def _host_key(target: Sftp) -> Any:
    import asyncssh

    try:
        return asyncssh.import_public_key(" ".join(target.host_key.split()[:2]))
    except asyncssh.KeyImportError as error:
        raise SettingsError(
            f"The host_key of {target.host} is no public key: {target.host_key[:40]!r}.",
            hint="Write its kind and the key, as in known_hosts but without the name of the host.",
        ) from error


def _private_key(target: Sftp, key: bytes) -> Any:
    import asyncssh

    try:
        return asyncssh.import_private_key(target.key_file.read_bytes() if target.key_file else key)
    except OSError as error:
        raise SettingsError(f"The key {target.key_file} cannot be read: {error.strerror}.") from error
    except (asyncssh.KeyImportError, asyncssh.KeyEncryptionError) as error:
        raise SettingsError(
            f"There is no usable private key for {target.host}: {error}.",
            hint="Name key_file under [vendors.…] in dm.toml, or set DM_SFTP_KEY_FILE.",
        ) from error


class _Upload:
    def __init__(self, sftp: SFTPClient, target: Sftp, load: Load, patience: Timeout) -> None:
        self._sftp, self._load, self._patience = sftp, load, patience
        self._server, self._where = target.host, target.folder
        name = load.folder.name
        self._whole = f"{self._where}/{name}"
        self._part = f"{self._where}/.{name}.part"
        self._done = f"{self._where}/{name}.done"
        self._own = {path.relative_to(load.folder).as_posix(): path for path in load.files}
        self._sizes = {path: path.stat().st_size for path in (*load.files, *load.beside)}
        digest = hashlib.sha256((load.folder / _SUMS).read_bytes()).hexdigest()
        self._word = f"{digest}  {name}/{_SUMS}\n".encode()

    async def run(self, say: Callable[[str], None], arrived: Callable[[Sent], None]) -> Sent:
        sent = self._load.sent
        if await self._was_there():
            return replace(sent, was_there=True)
        if await self._sftp.exists(self._whole):
            await self._check_whole()
            await self._send_all(self._whole, say)
        else:
            await self._send_all(self._part, say)
            await self._sftp.rename(self._part, self._whole)
        for path in self._load.beside:
            await self._send(path, f"{self._where}/{path.name}")
        arrived(sent)
        await self._say_done()
        return sent

    async def _was_there(self) -> bool:
        """Whether the vendor has been told; what had arrived and is gone was taken, and is not sent again."""
        if await self._sftp.exists(self._done):
            said = await self._read(self._done)
            if said != self._word and not (said is None and self._load.arrived):
                raise self._another(f"{self._done} is there and does not name this batch")
            return True
        return self._load.arrived and not await self._sftp.exists(self._whole)

    async def _check_whole(self) -> None:
        sums = await self._read(f"{self._whole}/{_SUMS}")
        ours = (self._load.folder / _SUMS).read_bytes()
        strange = [name async for name in self._names(self._whole) if name not in self._own]
        if strange or (sums is not None and sums != ours):
            raise self._another(f"{self._whole} is there with other files")

    def _another(self, what: str) -> OutsideError:
        return OutsideError(
            f"{self._server} holds another batch of the name {self._load.folder.name}: {what}.",
            hint="Was the workspace made anew? Ask the vendor to take the older batch away first.",
        )

    async def _send_all(self, folder: str, say: Callable[[str], None]) -> None:
        await self._sftp.makedirs(folder, exist_ok=True)
        for name in [name async for name in self._names(folder) if name not in self._own]:
            await self._sftp.remove(f"{folder}/{name}")
        for name, path in self._own.items():
            if await self._send(path, f"{folder}/{name}"):
                say(f"{self._load.folder.name}: {name} sent")

    async def _names(self, folder: str, within: str = "") -> AsyncIterator[str]:
        """The files in a folder and in those within it."""
        import asyncssh

        async for entry in self._sftp.scandir(f"{folder}/{within}"):
            name = str(entry.filename)
            if entry.attrs.type == asyncssh.FILEXFER_TYPE_DIRECTORY and name not in (".", ".."):
                async for inner in self._names(folder, f"{within}{name}/"):
                    yield inner
            elif name not in (".", ".."):
                yield f"{within}{name}"

    async def _send(self, path: Path, name: str) -> bool:
        """The file, from where an earlier run broke off; False when it was there as we would send it."""
        self._hope()
        await self._sftp.makedirs(name.rpartition("/")[0], exist_ok=True)
        size, there = self._sizes[path], -1
        if await self._sftp.exists(name):
            there = await self._sftp.getsize(name) or 0
            if there > size or not await self._is_same(path, name, there):
                await self._sftp.remove(name)
                there = -1
        if there == size:
            return False
        async with self._sftp.open(name, "r+b" if there > 0 else "wb") as remote:
            with path.open("rb") as local:
                at = local.seek(max(0, there))
                while block := local.read(_BLOCK):
                    await remote.write(block, at)
                    at += len(block)
                    self._hope()
        if await self._sftp.getsize(name) != size:
            raise OutsideError(f"{name} did not arrive whole.", permanent=False)
        return True

    def _hope(self) -> None:
        """It answers: wait for the next answer as long again."""
        import asyncio

        self._patience.reschedule(asyncio.get_running_loop().time() + _SILENCE)

    async def _is_same(self, path: Path, name: str, length: int) -> bool:
        """Whether the file there begins like ours; what cannot be read is sent anew."""
        import asyncssh

        try:
            async with self._sftp.open(name, "rb") as remote:
                with path.open("rb") as local:
                    at = 0
                    while at < length:
                        block = bytes(await remote.read(min(_BLOCK, length - at), at))  # type: ignore[arg-type]
                        if not block or block != local.read(len(block)):
                            return False
                        at += len(block)
                        self._hope()
        except asyncssh.SFTPPermissionDenied:
            return False
        return True

    async def _read(self, name: str) -> bytes | None:
        """What a small file there says; None when it is not there, or not for us to read."""
        import asyncssh

        try:
            async with self._sftp.open(name, "rb") as remote:
                return bytes(await remote.read())  # type: ignore[arg-type]
        except (asyncssh.SFTPNoSuchFile, asyncssh.SFTPPermissionDenied):
            return None

    async def _say_done(self) -> None:
        """The last word: the hash of SHA256SUMS, so that the vendor knows that nothing more comes."""
        part = f"{self._where}/.{self._load.folder.name}.done.part"
        async with self._sftp.open(part, "wb") as file:
            await file.write(self._word)
        await self._sftp.rename(part, self._done)
