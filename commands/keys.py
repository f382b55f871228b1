"""`flask keys …`: the keys on paper, a new key for everything, whether the keys fit."""

import hashlib
from datetime import UTC, datetime

import click
from flask.cli import with_appcontext

from actions import keys as verbs
from blueprints.web.house import house
from commands.locks import stopped
from models.seal import Keyring

GROUP = 4
PER_LINE = 8


@click.group("keys")
def keys() -> None:
    """The keys of sealed columns and backups."""


@keys.command("sheet")
@with_appcontext
def sheet() -> None:
    """Print the keys as a sheet of paper, to be kept away from the backups."""
    secrets, ids = _secrets(), list(house().keyring.key_ids())
    click.echo("这一张纸能读出所有手机号。打印两份，锁在两个地方，不存文件，不拍照。", err=True)
    for line in _sheet(secrets, ids, house().settings.base_url):
        click.echo(line)


@keys.command("rotate")
@click.option(
    "--finish", is_flag=True, help="With the server stopped: make the indexes anew as well."
)
@with_appcontext
def rotate(finish: bool) -> None:
    """Seal everything with the first key of ZHAGEN_KEYS (write it before the old one)."""
    ids = list(house().keyring.key_ids())
    if len(ids) == 1 and not finish:
        raise click.ClickException(
            "ZHAGEN_KEYS 里只有一把。先做一把新的（openssl rand -hex 32），写成 新,旧，重启，再来"
        )
    if finish:
        _finish()
        return
    done = verbs.rotate(house().database, house().keyring, at=datetime.now(UTC))
    for one in done:
        click.echo(f"{one.name}  {one.sealed}" + (f"  打不开 {one.lost}" if one.lost else ""))
    if any(one.lost for one in done):
        raise click.ClickException("有打不开的：它们是用别的密钥封的，把那一把也写进 ZHAGEN_KEYS")
    click.echo(f"现在都用 {ids[0]} 封着。打印新的密钥单：flask keys sheet")


@keys.command("check")
@with_appcontext
def check() -> None:
    """Say whether ZHAGEN_KEYS opens and finds what the database keeps."""
    with house().database.reading() as db:
        good = verbs.fits(db, house().keyring)
    if not good:
        raise click.ClickException("密钥和数据库对不上：手机号打不开，或者按手机号找不到人")
    click.echo("密钥对得上")


def _finish() -> None:
    newest = Keyring(_secrets()[0])
    with stopped(house().settings.instance):
        try:
            count = verbs.let_go(house().database, house().keyring, newest, at=datetime.now(UTC))
        except verbs.KeysNotReadyError as trouble:
            words = f"{trouble} 里还有用旧密钥封的，先运行 flask keys rotate"
            raise click.ClickException(words) from trouble
    click.echo(f"索引 {count} 条换好了。启动前，ZHAGEN_KEYS 只留第一把，旧的删掉。")
    click.echo("旧的密钥单留着：用它封的备份还要靠它打开。")


def _secrets() -> list[str]:
    return [part.strip() for part in house().settings.keys.split(",") if part.strip()]


def _sheet(secrets: list[str], ids: list[str], address: str) -> list[str]:
    lines = ["", "扎根 密钥单", f"{address}  {datetime.now(UTC):%Y-%m-%d}", ""]
    for number, (secret, key_id) in enumerate(zip(secrets, ids, strict=True), 1):
        use = "现在用这一把" if number == 1 else "旧的，只用来打开"
        check = hashlib.sha256(secret.encode()).hexdigest()[:GROUP]
        lines += [f"第 {number} 把  编号 {key_id}  {use}  校验 {check}"]
        groups = [secret[n : n + GROUP] for n in range(0, len(secret), GROUP)]
        rows = [groups[n : n + PER_LINE] for n in range(0, len(groups), PER_LINE)]
        lines += [f"    {' '.join(row)}" for row in rows]
        lines += [""]
    return [
        *lines,
        "恢复备份时照着输，空格可输可不输。",
        "和备份分开放。丢了这张纸，又丢了服务器，手机号和备份就都打不开。",
        "",
    ]
