"""What clients expect a server to bring along: reactions, countries, colours, words for emoji.

A leaf: plain records made from tables of our own and from libraries' data, without TL objects.
"""
