package dev.postern.sender;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Splits the body of an address field into the lexical tokens of RFC 5322 §3.2; comments and white space fall away. */
final class AddressTokens {

    enum Kind {
        ATOM,
        QUOTED,
        LITERAL,
        /** One of {@code < > , : ; @ .} */
        SPECIAL
    }

    record Token(Kind kind, String text) {
        boolean is(char special) {
            return kind == Kind.SPECIAL && text.charAt(0) == special;
        }

        boolean isWord() {
            return kind == Kind.ATOM || kind == Kind.QUOTED;
        }
    }

    private static final char DELETE = 0x7F;
    /** One encoded word is one word, also where it wrongly holds a dot or an {@code @} (RFC 2047 §5). */
    private static final Pattern ENCODED_WORD =
            Pattern.compile("=\\?[^?\\s<>(),;:\"\\[\\]\\\\]+\\?[bBqQ]\\?[^?\\s<>(),;:\"\\[\\]\\\\]*\\?=");

    private final String text;
    private int position;

    private AddressTokens(String text) {
        this.text = text;
    }

    static List<Token> of(String text) throws MalformedAddressException {
        if (DirectionOverrides.isReversed(text)) {
            throw new MalformedAddressException("a character that turns letters around");
        }
        return new AddressTokens(text).all();
    }

    private List<Token> all() throws MalformedAddressException {
        List<Token> tokens = new ArrayList<>();
        while (position < text.length()) {
            char c = text.charAt(position);
            switch (c) {
                case ' ', '\t' -> position++;
                case '(' -> skipComment();
                case '"' -> tokens.add(new Token(Kind.QUOTED, until('"')));
                case '[' -> tokens.add(new Token(Kind.LITERAL, until(']')));
                case '<', '>', ',', ':', ';', '@', '.' -> {
                    tokens.add(new Token(Kind.SPECIAL, String.valueOf(c)));
                    position++;
                }
                default -> tokens.add(new Token(Kind.ATOM, atom()));
            }
        }
        return tokens;
    }

    private String atom() throws MalformedAddressException {
        int start = position;
        Matcher encodedWord = ENCODED_WORD.matcher(text).region(position, text.length());
        if (encodedWord.lookingAt()) {
            position = encodedWord.end();
            return encodedWord.group();
        }
        while (position < text.length() && "()<>[]:;@\\,.\" \t".indexOf(text.charAt(position)) < 0) {
            next();
            position++;
        }
        if (position == start) {
            throw new MalformedAddressException("a stray " + text.charAt(position));
        }
        return text.substring(start, position);
    }

    private String until(char end) throws MalformedAddressException {
        var content = new StringBuilder();
        for (position++; position < text.length(); position++) {
            char c = text.charAt(position);
            if (c == end) {
                position++;
                return content.toString();
            }
            if (c == '\\') {
                position++;
            }
            content.append(next());
        }
        throw new MalformedAddressException("no closing " + end);
    }

    /** Comments nest (RFC 5322 §3.2.2). */
    private void skipComment() throws MalformedAddressException {
        int depth = 0;
        for (; position < text.length(); position++) {
            switch (next()) {
                case '(' -> depth++;
                case ')' -> depth--;
                case '\\' -> position++;
                default -> {}
            }
            if (depth == 0) {
                position++;
                return;
            }
        }
        throw new MalformedAddressException("no closing )");
    }

    private char next() throws MalformedAddressException {
        if (position >= text.length()) {
            throw new MalformedAddressException("it ends after a backslash");
        }
        char c = text.charAt(position);
        if ((c < ' ' && c != '\t') || c == DELETE) {
            throw new MalformedAddressException("a control character");
        }
        return c;
    }
}
