package dev.postern.gateway;

import com.google.common.net.InetAddresses;
import dev.postern.config.Form;
import dev.postern.config.YamlMapping;
import dev.postern.gateway.GatewayConfiguration.Smtp;
import java.net.InetSocketAddress;
import java.util.Optional;

/** Reads the block {@code smtp}. */
final class SmtpBlock {
    private static final InetSocketAddress DEFAULT_BIND =
            new InetSocketAddress(InetAddresses.forString("0.0.0.0"), 2525);
    private static final long DEFAULT_MESSAGE_SIZE = 50L << 20;

    /** RFC 5321 §4.5.3.1.7: at least 64 KiB must be taken. More than 2 GiB no mail program can handle. */
    private static final Form<Long> MESSAGE_SIZE = Form.BYTES.where(
            "message size",
            "Write a size from 64KiB to 2GiB, such as 50MiB.",
            size -> size >= 64L << 10 && size <= 2L << 30);

    private SmtpBlock() {}

    static Smtp read(YamlMapping block, Listeners listeners) {
        return new Smtp(
                listeners.bind(block, "bind", Optional.of(DEFAULT_BIND)).orElse(DEFAULT_BIND),
                listeners.bind(block, "implicitTlsBind", Optional.empty()),
                block.value("maxMessageSize", MESSAGE_SIZE).orElse(DEFAULT_MESSAGE_SIZE),
                AdmissionKeys.connections(block),
                AdmissionKeys.rates(block));
    }
}
