// A connection over a socket, plain or TLS: the little of it that differs between the two.
#pragma once
#include <sys/socket.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <type_traits>
#include <utility>

#include "engines/web/connection.h"

namespace breather::web {

using Socket = boost::asio::ip::tcp::socket;
using TlsStream = boost::asio::ssl::stream<Socket>;

template <class Stream>
class SocketConnection final : public Connection {
  public:
    template <class... Made>
    SocketConnection(const House& house, Loop& loop, Made&&... made)
        : Connection(house, loop), stream_(std::forward<Made>(made)...) {
        boost::system::error_code ignored;
        socket().set_option(boost::asio::ip::tcp::no_delay(true), ignored);
        socket().non_blocking(true, ignored);
    }

    void start() override {
        if constexpr (is_tls) {
            stream_.async_handshake(boost::asio::ssl::stream_base::server,
                                    [self = self()](const Error& error) {
                                        if (error)
                                            self->on_end();
                                        else
                                            self->begin();
                                    });
        } else {
            begin();
        }
    }

  private:
    using Error = boost::system::error_code;
    static constexpr bool is_tls = std::is_same_v<Stream, TlsStream>;

    std::shared_ptr<SocketConnection> self() {
        return std::static_pointer_cast<SocketConnection>(shared_from_this());
    }
    Socket& socket() {
        if constexpr (is_tls)
            return stream_.next_layer();
        else
            return stream_;
    }

    void receive(char* into, std::size_t size) override {
        stream_.async_read_some(boost::asio::buffer(into, size),
                                [self = self()](const Error& error, std::size_t count) {
                                    if (error)
                                        self->on_end();
                                    else
                                        self->on_bytes(count);
                                });
    }

    std::size_t send(std::span<const std::string_view> parts) override {
        std::array<boost::asio::const_buffer, 2> buffers;
        for (std::size_t i = 0; i < parts.size(); ++i)
            buffers[i] = boost::asio::buffer(parts[i].data(), parts[i].size());
        if constexpr (is_tls) {
            stream_.async_write_some(buffers,
                                     [self = self()](const Error& error, std::size_t count) {
                                         if (error)
                                             self->on_end();
                                         else
                                             self->on_sent(count);
                                     });
            return 0;
        } else {
            // Most answers fit the kernel's buffer: sent at once, without a turn of the loop.
            Error error;
            const auto count = stream_.write_some(buffers, error);
            if (!error && count > 0) return count;
            if (error && error != boost::asio::error::would_block) {
                hang_up();
                return 0;
            }
            stream_.async_wait(Socket::wait_write, [self = self()](const Error& failed) {
                if (failed)
                    self->on_end();
                else
                    self->on_sent(0);
            });
            return 0;
        }
    }

    void finish_sending() override {
        if constexpr (is_tls) {
            stream_.async_shutdown([self = self()](const Error&) { self->hang_up(); });
        } else {
            Error ignored;
            stream_.shutdown(Socket::shutdown_send, ignored);
            discard();
        }
    }

    void leave_idle() override {
        // A TLS stream may not shut down while it reads.
        if constexpr (is_tls)
            hang_up();
        else
            finish_sending();
    }

    /// Closing with bytes unread would make the kernel take our answer back from the client.
    void discard() {
        stream_.async_read_some(boost::asio::buffer(discarded_),
                                [self = self()](const Error& error, std::size_t) {
                                    if (error || self->state() == State::Gone)
                                        self->hang_up();
                                    else
                                        self->discard();
                                });
    }

    void close_line() override {
        Error ignored;
        socket().close(ignored);
    }

    std::string peer() const override {
        Error ignored;
        const auto end = const_cast<SocketConnection*>(this)->socket().remote_endpoint(ignored);
        return ignored ? std::string() : end.address().to_string();
    }

    Stream stream_;
    std::array<char, 1024> discarded_;
};

}  // namespace breather::web
