"""An API server that knows pods only, for discovery: lists them, fails, breaks off, or answers late.

    api-server.py CERTIFICATE KEY TOKEN FOLDER

FOLDER/pods.json is what it lists. FOLDER/answer says how: list, error (500), cut (half of the list, and the connection closed) or slow
(after 10 s). It prints a line for each request.
"""
import http.server
import pathlib
import ssl
import sys
import time

certificate, key, token, folder = sys.argv[1:]


class ApiServer(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        answer = pathlib.Path(folder, "answer").read_text()
        allowed = self.headers["Authorization"] == f"Bearer {token}"
        print(self.client_address[0], self.command, self.path, answer, flush=True)
        if answer == "slow":
            time.sleep(10)
        body = pathlib.Path(folder, "pods.json").read_bytes()
        self.send_response(500 if answer == "error" else 200 if allowed else 403)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if answer == "cut" else body)
        self.close_connection = answer == "cut"

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, *_):  # a client that did not wait
        pass


server = Server(("0.0.0.0", 6443), ApiServer)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate, key)
server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
print("listening on 6443", flush=True)
server.serve_forever()
