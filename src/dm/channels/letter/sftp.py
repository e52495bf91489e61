"""A folder to a vendor's server: under a temporary name, renamed when whole, then a file that says "done"."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from socket import gaierror
from typing import TYPE_CHECKING, Any

from dm.errors import OutsideError, SettingsError

if TYPE_CHECKING:
    from asyncssh import SFTPClient

    from dm.settings import Sftp

_BLOCK = 256 * 1024
_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Sent:
    """What an upload did: files and bytes that went over the line, and whether all had been there before."""

    files: int = 0
    bytes: int = 0
    was_there: bool = False


def send_folder(target: Sftp, key: bytes, folder: Path, *, beside: list[Path], say: Callable[[str], None]) -> Sent:
    """Send a sealed folder, and files that lie beside it, under the folder's own name.

    What an earlier run left unfinished goes on where it was cut; what is there and done is not sent again. Raises
    OutsideError when the server does not answer, breaks off, or is not the one whose key is pinned.
    """
    import asyncio

    import asyncssh

    try:
        return asyncio.run(_send(target, key, folder, beside, say))
    except asyncssh.HostKeyNotVerifiable as error:
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
        raise OutsideError(
            f"{target.host}:{target.port} broke off: {str(error) or type(error).__name__}.",
            hint="`dm batch deliver` goes on where it was cut.",
            permanent=False,
        ) from error


async def _send(target: Sftp, key: bytes, folder: Path, beside: list[Path], say: Callable[[str], None]) -> Sent:
    import asyncssh

    trusted = asyncssh.import_public_key(" ".join(target.host_key.split()[:2]))
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
        return await _Upload(sftp, target.folder, folder, beside).run(say)


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
    def __init__(self, sftp: SFTPClient, where: str, folder: Path, beside: list[Path]) -> None:
        self._sftp, self._folder = sftp, folder
        self._whole = f"{where}/{folder.name}"
        self._part = f"{where}/.{folder.name}.part"
        self._done = f"{where}/{folder.name}.done"
        self._where = where
        self._paths = sorted(path for path in folder.rglob("*") if path.is_file())
        self._beside = beside
        self._sizes = {path: path.stat().st_size for path in (*self._paths, *beside)}
        self._files = self._bytes = 0

    async def run(self, say: Callable[[str], None]) -> Sent:
        if await self._sftp.exists(self._done):
            return Sent(was_there=True)
        if not await self._sftp.exists(self._whole):
            await self._sftp.makedirs(self._part, exist_ok=True)
            for path in self._paths:
                await self._send(path, f"{self._part}/{path.relative_to(self._folder).as_posix()}")
                say(f"{self._folder.name}: {path.name} sent")
            await self._sftp.rename(self._part, self._whole)
        for path in self._beside:
            await self._send(path, f"{self._where}/{path.name}")
        await self._say_done()
        return Sent(self._files, self._bytes)

    async def _send(self, path: Path, name: str) -> None:
        """The file, from where an earlier run broke off; what is there must be what we would send."""
        await self._sftp.makedirs(name.rpartition("/")[0], exist_ok=True)
        size = self._sizes[path]
        there = (await self._sftp.getsize(name) or 0) if await self._sftp.exists(name) else 0
        if there > size or (there and not await self._is_same(path, name, there)):
            await self._sftp.remove(name)
            there = 0
        if there == size and (size or await self._sftp.exists(name)):
            return
        async with self._sftp.open(name, "r+b" if there else "wb") as remote:
            with path.open("rb") as local:
                local.seek(there)
                at = there
                while block := local.read(_BLOCK):
                    await remote.write(block, at)
                    at += len(block)
                    self._bytes += len(block)
        if await self._sftp.getsize(name) != size:
            raise OutsideError(f"{name} did not arrive whole.", permanent=False)
        self._files += 1

    async def _is_same(self, path: Path, name: str, length: int) -> bool:
        ours, theirs = hashlib.sha256(), hashlib.sha256()
        async with self._sftp.open(name, "rb") as remote:
            with path.open("rb") as local:
                at = 0
                while at < length:
                    block = bytes(await remote.read(min(_BLOCK, length - at), at))  # type: ignore[arg-type]
                    if not block:
                        return False
                    theirs.update(block)
                    ours.update(local.read(len(block)))
                    at += len(block)
        return ours.digest() == theirs.digest()

    async def _say_done(self) -> None:
        """The last word: the hash of SHA256SUMS, so that the vendor knows that nothing more comes."""
        digest = hashlib.sha256((self._folder / "SHA256SUMS").read_bytes()).hexdigest()
        part = f"{self._where}/.{self._folder.name}.done.part"
        async with self._sftp.open(part, "wb") as file:
            await file.write(f"{digest}  {self._folder.name}/SHA256SUMS\n".encode())
        await self._sftp.rename(part, self._done)
