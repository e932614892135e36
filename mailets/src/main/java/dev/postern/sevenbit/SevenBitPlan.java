package dev.postern.sevenbit;

import java.io.IOException;
import java.io.OutputStream;
import java.util.BitSet;

/**
 * Describes how one message is converted to 7 bit. Uses some ten kilobytes regardless of the size of the message, and a
 * header section more while writing. Immutable; safe for any thread.
 */
public final class SevenBitPlan {
    private static final byte[] LINE_END = {'\r', '\n'};

    private final BitSet converted;
    private final BitSet relabelled;

    /** A message, which writes itself as lines that end with CRLF, the same each time. */
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    private SevenBitPlan(EightBitSurvey survey) {
        this.converted = survey.converted();
        this.relabelled = survey.relabelled();
    }

    /** Reads the message once. */
    public static SevenBitPlan of(Content message) throws IOException {
        var survey = new EightBitSurvey();
        walk(message, survey);
        return new SevenBitPlan(survey);
    }

    /** Writes the message that the plan is for, converted. Does not flush. */
    public void write(Content message, OutputStream out) throws IOException {
        walk(message, new Converter(out));
    }

    private static void walk(Content message, EntityWalk.Handler handler) throws IOException {
        var walk = new EntityWalk(handler);
        message.writeTo(walk);
        walk.finish();
    }

    private final class Converter implements EntityWalk.Handler {
        private final OutputStream out;
        private QuotedPrintable encoder;

        private Converter(OutputStream out) {
            this.out = out;
            this.encoder = new QuotedPrintable(out);
        }

        @Override
        public void header(int entity, int parent, EntityHeader header) throws IOException {
            encoder = new QuotedPrintable(out);
            if (converted.get(entity)) {
                header.writeTo(out, "quoted-printable");
            } else if (relabelled.get(entity)) {
                header.writeTo(out, "7bit");
            } else {
                header.writeTo(out);
            }
        }

        @Override
        public void body(int entity, byte[] octets, boolean endsLine) throws IOException {
            if (converted.get(entity)) {
                encoder.write(octets, endsLine);
            } else {
                between(entity, octets, endsLine);
            }
        }

        @Override
        public void between(int entity, byte[] line, boolean endsLine) throws IOException {
            out.write(line);
            if (endsLine) {
                out.write(LINE_END);
            }
        }
    }
}
