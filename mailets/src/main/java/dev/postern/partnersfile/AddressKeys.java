package dev.postern.partnersfile;

import com.google.common.net.InetAddresses;
import dev.postern.address.AddressFamilies;
import dev.postern.address.AddressText;
import dev.postern.address.LocalAddresses;
import dev.postern.address.OutboundAddresses;
import dev.postern.address.SourceAddresses;
import dev.postern.config.Form;
import dev.postern.config.YamlMapping;
import dev.postern.config.YamlValue;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Reads the keys {@code addresses} and {@code source}: which addresses of servers mail goes to, and from which of ours. A source that is
 * no address of this machine is a warning: it may be assigned later.
 */
public final class AddressKeys {
    private static final String FAMILIES = "addresses";
    private static final String SOURCE = "source";
    private static final byte BROADCAST = (byte) 255;
    private static final int MOST_TOLD = 8;

    private static final Form<AddressFamilies> FAMILIES_FORM =
            Form.word("address family", List.of(AddressFamilies.values()), AddressFamilies::word);

    private static final Form<InetAddress> SOURCE_FORM = Form.of(
            "host IP address",
            "Write an address of this machine, such as 192.0.2.1 or \"2001:db8::1\", or one of each family as a list.",
            "192.0.2.1",
            AddressKeys::host);

    private AddressKeys() {}

    /** Returns what the two keys say; a key that is absent, or whose value is wrong, is empty. */
    public static OutboundAddresses read(YamlMapping block) {
        Optional<AddressFamilies> families = block.value(FAMILIES, FAMILIES_FORM);
        Optional<List<InetAddress>> addresses = block.oneOrMore(SOURCE, SOURCE_FORM, AddressKeys::warnUnlessOurs);
        Optional<SourceAddresses> source = addresses.flatMap(SourceAddresses::of);
        if (addresses.isPresent() && source.isEmpty()) {
            block.problem(
                    SOURCE,
                    "has two addresses of the same family.",
                    "Write one IPv4 address, one IPv6 address, or one of each.");
        }
        return new OutboundAddresses(families, source);
    }

    private static void warnUnlessOurs(InetAddress address, YamlValue written) {
        if (LocalAddresses.contain(address)) {
            return;
        }
        String ours = LocalAddresses.ofSameFamily(address).stream()
                .map(AddressText::of)
                .sorted()
                .limit(MOST_TOLD)
                .collect(Collectors.joining(", "));
        written.warn(
                AddressText.of(address)
                        + " is not an address of this machine; the gateway defers mail with this source.",
                "Assign it to this machine"
                        + (ours.isEmpty() ? "." : ", or write an address that is assigned: " + ours + "."));
    }

    /**
     * Records a source address in this block from which no mail could leave, and an {@code addresses} in it for which no source address
     * of the defaults is left.
     *
     * @param written what this block says, over its defaults
     * @param otherwise what holds where neither says it
     */
    public static void check(YamlMapping block, OutboundAddresses written, OutboundAddresses otherwise) {
        if (block.has(FAMILIES) && written.written().isEmpty()) {
            return; // it is misread, which is told
        }
        AddressFamilies families = written.over(otherwise).families();
        List<InetAddress> useless = written.source().all().stream()
                .filter(address -> !families.include(address))
                .toList();
        boolean noneIsLeft = useless.size() == written.source().all().size();
        Optional<String> wrong = block.has(SOURCE)
                ? Optional.of(SOURCE)
                : Optional.of(FAMILIES).filter(key -> block.has(key) && noneIsLeft);
        if (wrong.isPresent() && !useless.isEmpty()) {
            block.problem(
                    wrong.get(),
                    "mail cannot leave from " + AddressText.of(useless.get(0)) + ": addresses allows only "
                            + families.families() + " destinations"
                            + (written.written().isEmpty() ? " (delivery.addresses in gateway.yaml)." : "."),
                    "Write a source of that family, or addresses: both or preferIpv4.");
        }
    }

    /** One that is no host's cannot be ours; one of a single link means nothing without it. */
    private static Optional<InetAddress> host(String text) {
        return Optional.of(text)
                .filter(InetAddresses::isInetAddress)
                .map(InetAddresses::forString)
                .filter(address -> !address.isAnyLocalAddress()
                        && !address.isMulticastAddress()
                        && !(address instanceof Inet6Address && address.isLinkLocalAddress())
                        && (address instanceof Inet6Address || address.getAddress()[0] != BROADCAST));
    }
}
