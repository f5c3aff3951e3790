"""Files in a bucket of a server that speaks S3.

What is asked for is answered soon or not at all: a storage that is away holds nobody up for longer
than ten seconds, and raises StorageAway. Browsers fetch and send bytes themselves, by addresses
that are signed for one object and some minutes. The bucket stays closed to everybody else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from chatty.core import limits
from chatty.core.storage.address import S3Address
from chatty.core.storage.base import KEY, NoSuchFile, Parts, Storage, StorageAway
from chatty.core.storage.staging import Staging

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import CompletedPartTypeDef, CopySourceTypeDef

PIECE_BYTES = 256 * 1024
MISSING = frozenset({"NoSuchKey", "404", "NotFound"})
PLAIN = "application/octet-stream"


class S3Storage(Storage):
    """Keeps files in the bucket at *address*; what is still arriving lies in *folder*."""

    def __init__(self, address: S3Address, folder: Path) -> None:
        self._bucket = address.bucket
        self.outside = address.outside
        self._inner = _client(address, address.inside)
        # Signing asks nobody anything: this one only writes addresses.
        self._outer = _client(address, address.outside)
        self._staging = Staging(folder)

    def stage(self) -> Path:
        return self._staging.new()

    def staged(self, key: str) -> Path:
        return self._staging.of(_checked(key))

    def write(self, key: str, content: bytes) -> None:
        with _in_time():
            self._inner.put_object(
                Bucket=self._bucket, Key=_checked(key), Body=content, ContentType=PLAIN
            )

    def take(self, key: str, staged: Path) -> None:
        with staged.open("rb") as file, _in_time():
            self._inner.put_object(
                Bucket=self._bucket, Key=_checked(key), Body=file, ContentType=PLAIN
            )
        staged.unlink()

    def read(self, key: str) -> bytes:
        with _in_time():
            found = self._inner.get_object(Bucket=self._bucket, Key=_checked(key))
            return found["Body"].read()

    def size(self, key: str) -> int:
        with _in_time():
            return self._inner.head_object(Bucket=self._bucket, Key=_checked(key))["ContentLength"]

    def pieces(self, key: str, start: int, stop: int) -> Iterator[bytes]:
        if start >= stop:
            return iter(())
        with _in_time():
            found = self._inner.get_object(
                Bucket=self._bucket, Key=_checked(key), Range=f"bytes={start}-{stop - 1}"
            )
        return _pieces(found["Body"])

    def rename(self, key: str, other: str) -> None:
        source: CopySourceTypeDef = {"Bucket": self._bucket, "Key": _checked(key)}
        with _in_time():
            self._inner.copy_object(Bucket=self._bucket, Key=_checked(other), CopySource=source)
        self.delete(key)

    def delete(self, key: str) -> None:
        try:
            _checked(key)
        except NoSuchFile:
            return
        with _in_time():
            self._inner.delete_object(Bucket=self._bucket, Key=key)
            begun = self._inner.list_multipart_uploads(Bucket=self._bucket, Prefix=key)
            for upload in begun.get("Uploads", []):
                self._give_up(upload["Key"], upload["UploadId"])
        self.staged(key).unlink(missing_ok=True)

    def forget_staged(self, *, before: float) -> int:
        return self._staging.forget(before=before)

    def address(self, key: str, *, media_type: str, disposition: str) -> str | None:
        return self._outer.generate_presigned_url(
            "get_object",
            Params={
                "Bucket": self._bucket,
                "Key": _checked(key),
                "ResponseContentType": media_type,
                "ResponseContentDisposition": disposition,
                "ResponseCacheControl": "private, no-store",
            },
            ExpiresIn=limits.SIGNED_ADDRESS_SECONDS,
        )

    def begin_parts(self, key: str, sizes: Sequence[int]) -> Parts:
        with _in_time():
            begun = self._inner.create_multipart_upload(
                Bucket=self._bucket, Key=_checked(key), ContentType=PLAIN
            )
        upload_id = begun["UploadId"]
        numbered = enumerate(sizes, start=1)
        urls = (self._part(key, upload_id, number, size) for number, size in numbered)
        return Parts(upload_id, tuple(urls))

    def end_parts(self, key: str, upload_id: str, count: int) -> None:
        with _in_time():
            listed = self._inner.list_parts(
                Bucket=self._bucket, Key=_checked(key), UploadId=upload_id, MaxParts=count + 1
            )
            parts = listed.get("Parts", [])
            if [part["PartNumber"] for part in parts] != list(range(1, count + 1)):
                raise NoSuchFile
            named: Sequence[CompletedPartTypeDef] = [
                {"PartNumber": part["PartNumber"], "ETag": part["ETag"]} for part in parts
            ]
            self._inner.complete_multipart_upload(
                Bucket=self._bucket, Key=key, UploadId=upload_id, MultipartUpload={"Parts": named}
            )

    def _give_up(self, key: str, upload_id: str) -> None:
        with suppress(NoSuchFile), _in_time():
            self._inner.abort_multipart_upload(Bucket=self._bucket, Key=key, UploadId=upload_id)

    def _part(self, key: str, upload_id: str, number: int, size: int) -> str:
        named: Mapping[str, Any] = {
            "Bucket": self._bucket,
            "Key": key,
            "UploadId": upload_id,
            "PartNumber": number,
            "ContentLength": size,
        }
        return self._outer.generate_presigned_url(
            "upload_part", Params=named, ExpiresIn=limits.SIGNED_UPLOAD_SECONDS
        )


def _client(address: S3Address, endpoint: str) -> S3Client:
    return boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name=address.region,
        aws_access_key_id=address.access_key,
        aws_secret_access_key=address.secret_key,
        config=Config(
            signature_version="s3v4",
            s3={"addressing_style": "path"},
            connect_timeout=limits.STORAGE_CONNECT_SECONDS,
            read_timeout=limits.STORAGE_READ_SECONDS,
            # Whoever asks may ask again; two silent tries more would be longer than ten seconds.
            retries={"total_max_attempts": 1},
            max_pool_connections=limits.STORAGE_CONNECTIONS,
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    )


def _checked(key: str) -> str:
    if not KEY.fullmatch(key):
        raise NoSuchFile
    return key


def _pieces(body: Any) -> Iterator[bytes]:  # noqa: ANN401  # botocore's own stream
    with _in_time(), body:
        yield from body.iter_chunks(PIECE_BYTES)


@contextmanager
def _in_time() -> Iterator[None]:
    """What the server refuses or does not answer, in our own words."""
    try:
        yield
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") in MISSING | {"NoSuchUpload"}:
            raise NoSuchFile from error
        raise StorageAway from error
    except BotoCoreError as error:
        raise StorageAway from error
