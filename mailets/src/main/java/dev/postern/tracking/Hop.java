package dev.postern.tracking;

import com.google.common.net.InetAddresses;
import dev.postern.address.AddressText;
import dev.postern.partner.NextHop;
import java.net.InetAddress;
import java.util.Optional;

/**
 * The server that an attempt spoke with.
 *
 * @param name as configured or as its MX record says
 * @param source the address of ours that the connection left from, where one is configured
 */
public record Hop(String name, InetAddress address, int port, Optional<InetAddress> source) {

    /** Returns for example {@code mx.contoso.test[192.0.2.7]:25}. */
    @Override
    public String toString() {
        return InetAddresses.isInetAddress(name)
                ? new NextHop(name, port).toString()
                : name + "[" + AddressText.of(address) + "]:" + port;
    }
}
