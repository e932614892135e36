package dev.postern.listener;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Throwables;
import dev.postern.certificate.CertificateFiles;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.TlsVersion;
import dev.postern.tls.TrustingAnyone;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clear text in a packet of its own behind STARTTLS, on real sockets: read off the socket before TLS stands in front of
 * it, which a listener that reads ahead does whenever the attacker is fast enough, or behind the 220. In neither case may it
 * be carried out or answered.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReadAheadInjectionTest {
    private final Semaphore packets = new Semaphore(0);
    private final NioEventLoopGroup loops = new NioEventLoopGroup(1);
    private ListenerUnderTest listener;
    private Channel readingAhead;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        var files = new CertificateFiles(directory.resolve("gateway.crt"), directory.resolve("gateway.key"));
        CertificateAuthority.create("Test CA").issue("gw.example.org").writeTo(files.certificate(), files.privateKey());
        listener = ListenerUnderTest.startTls(new ServerTls(files, TlsVersion.TLS_1_2, Clock.systemUTC()));
        SmtpPipeline pipeline = listener.pipeline();
        readingAhead = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        pipeline.initChannel(channel);
                        channel.config().setAutoRead(true);
                        channel.pipeline().addFirst(new ChannelInboundHandlerAdapter() {
                            @Override
                            public void channelRead(ChannelHandlerContext context, Object packet) {
                                context.fireChannelRead(packet);
                                packets.release();
                            }
                        });
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .sync()
                .channel();
    }

    @AfterAll
    void stop() {
        readingAhead.close().syncUninterruptibly();
        listener.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @ParameterizedTest
    @ValueSource(strings = {"XHOLD\r\n", "XHOLD\r\nXHOLD\r\n", "XHOLD", "EHLO x\r\nXHOLD\r\n", "\r\n"})
    void aCommandReadBeforeTlsStandsInFrontIsNeitherCarriedOutNorAnsweredInTls(String attack) throws Exception {
        HeldCommand.hold();
        packets.drainPermits();
        try (var client = RawSmtp.greetedBy((InetSocketAddress) readingAhead.localAddress())) {
            client.send("XHOLD\r\nSTARTTLS\r\n");
            HeldCommand.awaitBegun();
            client.send(attack);
            assertThat(packets.tryAcquire(2, 60, TimeUnit.SECONDS))
                    .as("both were read while STARTTLS was still waiting")
                    .isTrue();
            HeldCommand.release();

            assertThat(client.reply()).isEqualTo("250 held");
            assertThat(client.reply()).startsWith("220 ");
            expectEndWithoutAnswer(client);
            assertThat(HeldCommand.CALLS).hasValue(1);
        }
    }

    @Test
    void aCommandBetweenThe220AndTheClientHelloIsNeitherCarriedOutNorAnsweredInTls() throws Exception {
        HeldCommand.hold();
        HeldCommand.release();
        try (var client = RawSmtp.greetedBy(listener.address())) {
            assertThat(client.command("STARTTLS")).startsWith("220 ");
            client.send("XHOLD\r\n");

            expectEndWithoutAnswer(client);
            assertThat(HeldCommand.CALLS).hasValue(0);
        }
    }

    /** A client of TLS 1.3 may be done with its handshake before the listener has looked at the clear text. */
    private static void expectEndWithoutAnswer(RawSmtp client) {
        String answer = "";
        try {
            client.handshake(TrustingAnyone.context());
            answer = client.rest();
        } catch (IOException | UncheckedIOException e) {
            assertThat(Throwables.getRootCause(e))
                    .as("the connection ended")
                    .isNotInstanceOf(SocketTimeoutException.class);
        }
        assertThat(answer).isEmpty();
    }
}
