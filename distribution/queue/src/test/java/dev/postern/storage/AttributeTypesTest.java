package dev.postern.storage;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.postern.partner.LoggedLines;
import java.net.URI;
import java.net.URL;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.james.mailbox.model.MessageIdDto;
import org.apache.james.server.core.MailImpl;
import org.apache.mailet.ArbitrarySerializable;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AttributeTypesTest {
    private static final AttributeName NAME = AttributeName.of("dev.example.ä\"attribute");
    private final EnvelopeCodec codec = new EnvelopeCodec();

    static Stream<AttributeValue<?>> stored() {
        return Stream.of(
                AttributeValue.of(true),
                AttributeValue.of(false),
                AttributeValue.of(""),
                AttributeValue.of("quote \" backslash \\ NUL \u0000 line\r\n ü 🐋 half \udc0b"),
                AttributeValue.of(Integer.MIN_VALUE),
                AttributeValue.of(7L),
                AttributeValue.of(Long.MAX_VALUE),
                AttributeValue.of(0.1f),
                AttributeValue.of(Float.MIN_VALUE),
                AttributeValue.of(Float.NaN),
                AttributeValue.of(-0.0d),
                AttributeValue.of(Double.MAX_VALUE),
                AttributeValue.of(Double.NEGATIVE_INFINITY),
                AttributeValue.of(ZonedDateTime.parse("2026-10-25T02:30:00.123456789+01:00[Europe/Berlin]")),
                AttributeValue.of(ZonedDateTime.parse("2026-10-25T02:30+02:00[Europe/Berlin]")),
                AttributeValue.of(ZonedDateTime.parse("+12026-10-25T02:30Z")),
                AttributeValue.of(new MessageIdDto("7")),
                AttributeValue.of(Optional.empty()),
                AttributeValue.of(Optional.of(AttributeValue.of("within"))),
                AttributeValue.of(List.of()),
                AttributeValue.of(Map.of()),
                AttributeValue.of(List.of(AttributeValue.of("a"), AttributeValue.of(1), AttributeValue.of(1L))),
                AttributeValue.of(Map.of("k", AttributeValue.of(List.of(AttributeValue.of(true))))),
                deep(AttributeWriter.MAX_DEPTH - 1),
                AttributeValue.of("x".repeat(30_000_000)));
    }

    @ParameterizedTest
    @MethodSource("stored")
    void comesBackWithTypeAndValue(AttributeValue<?> value) throws Exception {
        assertThat(roundTrip(value)).hasValueSatisfying(back -> {
            assertThat(back.value()).isEqualTo(value.value());
            assertThat(back).isEqualTo(value);
        });
    }

    @Test
    void bytesComeBack() throws Exception {
        byte[] bytes = {0, 1, -1, 127, -128};
        assertThat(roundTrip(AttributeValue.of(bytes)).orElseThrow().value()).isEqualTo(bytes);
    }

    @Test
    void anAddressOfTheWebComesBackWithoutBeingLookedUp() throws Exception {
        URL url = URI.create("https://partner.invalid/a?b=c#d").toURL();
        // Not compared as URL: that asks the DNS.
        assertThat(roundTrip(AttributeValue.of(url)).orElseThrow().value())
                .isInstanceOfSatisfying(
                        URL.class, back -> assertThat(back.toString()).isEqualTo(url.toString()));
    }

    /** Reads a value of its own kind, by a class that James would look up by name. */
    public static final class Reader implements ArbitrarySerializable.Deserializer<Arbitrary> {
        @Override
        public Optional<Arbitrary> deserialize(ArbitrarySerializable.Serializable<Arbitrary> serializable) {
            return Optional.of(new Arbitrary());
        }
    }

    private static final class Arbitrary implements ArbitrarySerializable<Arbitrary> {
        @Override
        public Serializable<Arbitrary> serialize() {
            return new Serializable<>(AttributeValue.of("x"), Reader.class);
        }
    }

    static Stream<AttributeValue<?>> notStored() {
        List<AttributeValue<?>> itself = new ArrayList<>();
        itself.add(AttributeValue.of(itself));
        return Stream.of(
                AttributeValue.ofUnserializable(Date.from(Instant.EPOCH)),
                AttributeValue.ofUnserializable(Map.of("k", "a bare text")),
                AttributeValue.of(new Arbitrary()),
                AttributeValue.of(
                        List.of(AttributeValue.of("a"), AttributeValue.ofUnserializable(Date.from(Instant.EPOCH)))),
                AttributeValue.of(Map.of("k", AttributeValue.ofUnserializable(Date.from(Instant.EPOCH)))),
                AttributeValue.of(Optional.of(AttributeValue.ofUnserializable(Date.from(Instant.EPOCH)))),
                deep(AttributeWriter.MAX_DEPTH),
                itself.get(0));
    }

    @ParameterizedTest
    @MethodSource("notStored")
    void isLeftOutLoudlyAndTheMessageGoesOn(AttributeValue<?> value) throws Exception {
        MailImpl mail = Envelopes.mail()
                .addAttribute(new Attribute(NAME, value))
                .addAttribute(Attribute.convertToAttribute("beside", "stays"))
                .build();
        try (var log = new LoggedLines(EnvelopeCodec.class)) {
            MailImpl back = codec.decode(codec.encode(mail));
            assertThat(back.getRecipients()).isEqualTo(mail.getRecipients());
            assertThat(back.attributes()).containsExactly(Attribute.convertToAttribute("beside", "stays"));
            assertThat(log.at(Level.ERROR))
                    .singleElement()
                    .asString()
                    .contains(NAME.asString(), mail.getName(), "continues without it");
        }
    }

    private static AttributeValue<?> deep(int levels) {
        AttributeValue<?> value = AttributeValue.of("bottom");
        for (int level = 0; level < levels; level++) {
            value = AttributeValue.of(List.<AttributeValue<?>>of(value));
        }
        return value;
    }

    private Optional<AttributeValue<?>> roundTrip(AttributeValue<?> value) throws Exception {
        MailImpl mail =
                Envelopes.mail().addAttribute(new Attribute(NAME, value)).build();
        return codec.decode(codec.encode(mail)).getAttribute(NAME).map(Attribute::getValue);
    }
}
