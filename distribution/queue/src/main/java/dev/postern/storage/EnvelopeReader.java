package dev.postern.storage;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.postern.envelope.EnvelopeAddress;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.mail.internet.AddressException;
import org.apache.james.core.MailAddress;
import org.apache.james.server.core.MailImpl;
import org.apache.mailet.AttributeName;
import org.apache.mailet.PerRecipientHeaders.Header;

/** Reads envelopes. Strictly: what the writer of envelopes would not have written is unreadable. */
final class EnvelopeReader {
    static final int VERSION = 1;

    private static final Set<String> KEYS = Set.of(
            "version",
            "name",
            "state",
            "error",
            "sender",
            "recipients",
            "remoteHost",
            "remoteAddr",
            "lastUpdated",
            "attributes",
            "headers");

    // Whatever could be written can be read again: only depth has a limit, which the writer keeps to.
    private static final ObjectReader JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(4 * AttributeWriter.MAX_DEPTH)
                            .maxStringLength(Integer.MAX_VALUE)
                            .maxNameLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build()
            .reader();

    private EnvelopeReader() {}

    static MailImpl read(byte[] bytes) throws UnreadableEnvelope {
        try {
            return read(JSON.readTree(bytes));
        } catch (IOException e) {
            throw new UnreadableEnvelope("The envelope is truncated or not valid JSON.", e);
        } catch (AddressException e) {
            throw new UnreadableEnvelope("The envelope contains an invalid address.", e);
        } catch (RuntimeException e) {
            // James's and Java's own types say so in many ways that a value is none of theirs.
            throw new UnreadableEnvelope("The envelope contains an invalid value.", e);
        }
    }

    private static MailImpl read(JsonNode json) throws UnreadableEnvelope, AddressException {
        JsonNode version = json.path("version");
        if (!version.isInt()) {
            throw new UnreadableEnvelope("The bytes are not an envelope: they have no version.");
        }
        if (version.intValue() != VERSION) {
            throw new UnreadableEnvelope(
                    "The envelope has version " + version.intValue() + "; only version " + VERSION + " is supported.");
        }
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            if (!KEYS.contains(entry.getKey())) {
                throw new UnreadableEnvelope("The envelope has an unknown part.");
            }
        }
        MailImpl.Builder mail = MailImpl.builder()
                .name(text(json.path("name")))
                .errorMessage(optionalText(json, "error").orElse(null))
                .addRecipients(recipients(json.path("recipients")));
        Optional<String> sender = optionalText(json, "sender");
        if (sender.isPresent()) {
            mail.sender(EnvelopeAddress.parse(sender.get()));
        }
        JsonNode attributes = json.path("attributes");
        require(attributes.isObject() || attributes.isMissingNode());
        for (Map.Entry<String, JsonNode> entry : attributes.properties()) {
            mail.addAttribute(AttributeName.of(entry.getKey()).withValue(AttributeReader.read(entry.getValue())));
        }
        JsonNode headers = json.path("headers");
        require(headers.isArray() || headers.isMissingNode());
        for (JsonNode header : headers) {
            require(header.size() == 3);
            mail.addHeaderForRecipient(
                    Header.builder()
                            .name(text(header.path(1)))
                            .value(text(header.path(2)))
                            .build(),
                    EnvelopeAddress.parse(text(header.path(0))));
        }
        MailImpl built = mail.build();
        // The builder would put values of its own where the message had none.
        built.setState(optionalText(json, "state").orElse(null));
        built.setRemoteHost(optionalText(json, "remoteHost").orElse(null));
        built.setRemoteAddr(optionalText(json, "remoteAddr").orElse(null));
        built.setLastUpdated(lastUpdated(json).orElse(null));
        return built;
    }

    private static List<MailAddress> recipients(JsonNode json) throws UnreadableEnvelope, AddressException {
        require(json.isArray());
        List<MailAddress> recipients = new ArrayList<>(json.size());
        for (JsonNode recipient : json) {
            recipients.add(EnvelopeAddress.parse(text(recipient)));
        }
        return recipients;
    }

    private static Optional<Date> lastUpdated(JsonNode json) throws UnreadableEnvelope {
        JsonNode date = json.path("lastUpdated");
        if (date.isMissingNode()) {
            return Optional.empty();
        }
        require(date.isInt() || date.isLong());
        return Optional.of(Date.from(Instant.ofEpochMilli(date.longValue())));
    }

    private static Optional<String> optionalText(JsonNode json, String key) throws UnreadableEnvelope {
        JsonNode value = json.path(key);
        return value.isMissingNode() ? Optional.empty() : Optional.of(text(value));
    }

    private static String text(JsonNode json) throws UnreadableEnvelope {
        require(json.isTextual());
        return json.textValue();
    }

    private static void require(boolean asWritten) throws UnreadableEnvelope {
        if (!asWritten) {
            throw new UnreadableEnvelope("A part of the envelope is missing or has the wrong type.");
        }
    }
}
