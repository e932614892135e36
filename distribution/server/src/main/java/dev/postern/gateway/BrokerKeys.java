package dev.postern.gateway;

import dev.postern.broker.BrokerAddress;
import dev.postern.broker.BrokerGroup;
import dev.postern.config.Form;
import dev.postern.config.KeyCombinations;
import dev.postern.config.YamlMapping;
import dev.postern.config.YamlValue;
import dev.postern.partnersfile.PolicyForms;
import dev.postern.partnersfile.SubmissionKeys;
import dev.postern.sasl.Password;
import dev.postern.tls.TrustAnchors;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the keys of the block {@code queue} that name brokers of the operator's own. */
final class BrokerKeys {
    private static final Form<BrokerAddress> ADDRESS = Form.of(
            "broker address",
            "Write tcp:// or tls://, host and port, such as \"tcp://mq1.example.org:61616\"; user and password are"
                    + " separate keys.",
            "\"tcp://mq1.example.org:61616\"",
            BrokerAddress::parse);

    private static final Form<String> USER = Form.of(
            "user name",
            "Write the user name of the gateways at the brokers; in quotes, if it is a number.",
            "postern",
            SubmissionKeys::oneLine);

    private static final Form<String> PASSWORD = Form.of(
            "password",
            "Write it in quotes on one line, or write passwordFile and the path of a file that contains it.",
            "\"…\"",
            SubmissionKeys::oneLine);

    private static final List<String> OF_BROKERS = List.of("user", "password", "passwordFile", "trustAnchors");

    private BrokerKeys() {}

    /** Reads the brokers: an inner empty if none are named; an outer empty, and a problem, if they cannot be read. */
    static Optional<Optional<BrokerGroup>> read(YamlMapping block) {
        List<BrokerAddress> addresses = addresses(block);
        Optional<String> user = block.get("user").flatMap(value -> value.as(USER));
        Optional<Password> password = password(block);
        Optional<TrustAnchors> anchors =
                block.get("trustAnchors").flatMap(file -> PolicyForms.trustAnchors(file, TrustAnchors.Role.SERVER));
        if (!block.has("brokers")) {
            KeyCombinations.require(
                    block,
                    OF_BROKERS,
                    "brokers",
                    "Add brokers, or remove this key: without brokers the gateway uses its embedded queue.");
            return Optional.of(Optional.empty());
        }
        if (!block.has("user")) {
            block.problem("user", "is missing.", USER.right());
        }
        if (!block.has("password") && !block.has("passwordFile")) {
            block.problem("password", "is missing.", PASSWORD.right());
        }
        boolean tls = anchors.isPresent() || addresses.stream().anyMatch(BrokerAddress::tls);
        if (addresses.isEmpty() || user.isEmpty() || password.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Optional.of(new BrokerGroup(
                sources(block),
                addresses,
                user.get(),
                password.get(),
                tls ? Optional.of(anchors.orElseGet(TrustAnchors::ofJvm)) : Optional.empty())));
    }

    private static BrokerGroup.Sources sources(YamlMapping block) {
        return new BrokerGroup.Sources(
                source(block, "brokers"),
                source(block, "user"),
                source(block, block.has("password") ? "password" : "passwordFile"));
    }

    private static String source(YamlMapping block, String key) {
        return block.get(key).map(YamlValue::setting).orElse(key);
    }

    /** Reads the addresses; repeats none in a problem, because a malformed one may contain a password. */
    private static List<BrokerAddress> addresses(YamlMapping block) {
        Optional<List<YamlValue>> items =
                block.get("brokers").map(YamlValue::hidden).flatMap(value -> value.items(ADDRESS.rightOfList()));
        if (items.filter(List::isEmpty).isPresent()) {
            block.problem("brokers", "the list is empty.", ADDRESS.rightOfList());
        }
        Map<String, YamlValue> seen = new HashMap<>();
        List<BrokerAddress> addresses = items.orElse(List.of()).stream()
                .flatMap(item -> item.as(ADDRESS).stream().peek(address -> once(seen, address, item)))
                .toList();
        if (!block.has("trustAnchors")
                && addresses.stream().map(BrokerAddress::tls).distinct().count() > 1) {
            block.problem(
                    "brokers",
                    "some brokers use TLS and some clear text.",
                    "Write tls:// for all of them, or trustAnchors, which enables TLS for all.");
        }
        return addresses;
    }

    private static void once(Map<String, YamlValue> seen, BrokerAddress address, YamlValue item) {
        if (seen.putIfAbsent(address.toString(), item) != null) {
            item.problem(address + " is listed twice.", "List each broker once.");
        }
    }

    private static Optional<Password> password(YamlMapping block) {
        Optional<Password> inline = block.get("password")
                .map(YamlValue::hidden)
                .flatMap(value -> value.as(PASSWORD))
                .map(Password::new);
        Optional<Password> ofFile = block.get("passwordFile").flatMap(SubmissionKeys::passwordOf);
        KeyCombinations.exclude(block, "passwordFile", "password");
        return inline.or(() -> ofFile);
    }
}
