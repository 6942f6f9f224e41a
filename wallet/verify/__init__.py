"""What a recruiter asks: is this badge genuine, who issued it, was it awarded to this person?"""
