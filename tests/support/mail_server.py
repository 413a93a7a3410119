#!/usr/bin/python3
"""A real mail server on loopback for tests: aiosmtpd, told on the command line how to misbehave.

Prints "port N", then one line of JSON for each letter it took. Ends when its standard input does.
"""
import argparse
import asyncio
import base64
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

parser = argparse.ArgumentParser()
parser.add_argument("--certificate")
parser.add_argument("--key")
parser.add_argument("--tls", choices=["none", "starttls", "at-once"], default="none")
parser.add_argument("--sign-in", help="NAME:PASSWORD, without which nothing is taken")
parser.add_argument("--refuse", help="a recipient who is not here")
parser.add_argument("--hang", choices=["greeting", "letter"], help="where it falls silent for ever")
asked = parser.parse_args()


def say(text):
    print(text, flush=True)


class Letters:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address == asked.refuse:
            return f"550 5.1.1 <{address}> is not known here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if asked.hang == "letter":
            say(json.dumps({"hangs": "letter"}))
            await asyncio.Event().wait()
        say(
            json.dumps(
                {
                    "from": envelope.mail_from,
                    "to": envelope.rcpt_tos,
                    "greeted_as": session.host_name,
                    "tls": session.ssl is not None or asked.tls == "at-once",
                    "text": base64.b64encode(envelope.original_content).decode(),
                }
            )
        )
        return "250 OK"


def authenticator(server, session, envelope, mechanism, data):
    name, password = asked.sign_in.split(":")
    right = (data.login, data.password) == (name.encode(), password.encode())
    return AuthResult(success=right, handled=right)


async def hang(reader, writer):
    say(json.dumps({"hangs": "greeting"}))
    await asyncio.Event().wait()


async def main():
    loop = asyncio.get_running_loop()
    context = None
    if asked.tls != "none":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(asked.certificate, asked.key)
    how = {"hostname": "mail.invented.example", "enable_SMTPUTF8": False, "loop": loop}
    if asked.tls == "starttls":
        how.update(tls_context=context, require_starttls=True)
    if asked.sign_in:
        how.update(authenticator=authenticator, auth_required=True, auth_require_tls=False)
    if asked.hang == "greeting":
        server = await asyncio.start_server(hang, "127.0.0.1", 0)
    else:
        at_once = context if asked.tls == "at-once" else None
        server = await loop.create_server(lambda: SMTP(Letters(), **how), "127.0.0.1", 0, ssl=at_once)
    say(f"port {server.sockets[0].getsockname()[1]}")
    await loop.run_in_executor(None, sys.stdin.read)


asyncio.run(main())
